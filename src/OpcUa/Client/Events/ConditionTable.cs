using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>What an event did to a <see cref="ConditionTable"/>.</summary>
public enum ConditionChange
{
    /// <summary>It is none of a condition, or of one that is not there and need not be.</summary>
    None,

    /// <summary>The condition is there, new or in a new state.</summary>
    Present,

    /// <summary>The condition needs no attention any more and is gone.</summary>
    Gone,

    /// <summary>The table is full, and the condition is not in it.</summary>
    Refused,
}

/// <summary>
/// The conditions that need attention now, each in its latest state and with its branches (Part 9 §5.5.2). A refresh marks those that it
/// brings, and those that are not among them are swept away at its end. Safe for many threads.
/// </summary>
/// <param name="capacity">Most conditions and branches; more are refused and counted.</param>
public sealed class ConditionTable(int capacity = ConditionTable.DefaultCapacity)
{
    public const int DefaultCapacity = 100_000;

    private readonly Dictionary<(NodeId Condition, NodeId Branch), Entry> _conditions = [];
    private readonly Lock _changing = new();
    private int _refresh;
    private bool _isRefreshing;
    private long _refused;

    /// <summary>States that a full table could not take.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>All that are there, in no order.</summary>
    public IReadOnlyList<UaEvent> Present
    {
        get
        {
            lock (_changing)
            {
                return [.. _conditions.Values.Select(entry => entry.Event)];
            }
        }
    }

    /// <summary>Takes the next event.</summary>
    public ConditionChange Take(UaEvent received)
    {
        ArgumentNullException.ThrowIfNull(received);
        if (received.ConditionId is not { } condition || received.Retain is not { } retain)
        {
            return ConditionChange.None;
        }

        lock (_changing)
        {
            var key = (condition, received.BranchId);
            if (!retain)
            {
                return _conditions.Remove(key) ? ConditionChange.Gone : ConditionChange.None;
            }

            if (_conditions.Count >= capacity && !_conditions.ContainsKey(key))
            {
                _refused++;
                return ConditionChange.Refused;
            }

            _conditions[key] = new Entry(received, _refresh);
            return ConditionChange.Present;
        }
    }

    /// <summary>A refresh starts. One that was under way counts for nothing.</summary>
    public void Begin()
    {
        lock (_changing)
        {
            _refresh++;
            _isRefreshing = true;
        }
    }

    /// <summary>Events were lost: the refresh under way, if there is one, may not have brought all conditions.</summary>
    public void Doubt()
    {
        lock (_changing)
        {
            _isRefreshing = false;
        }
    }

    /// <summary>A refresh is at its end; gives the conditions that were there and are not any more, which nobody told of.</summary>
    public IReadOnlyList<UaEvent> End()
    {
        lock (_changing)
        {
            if (!_isRefreshing)
            {
                return [];
            }

            _isRefreshing = false;
            var gone = _conditions.Where(each => each.Value.Refresh != _refresh).ToArray();
            foreach (var (key, _) in gone)
            {
                _conditions.Remove(key);
            }

            return [.. gone.Select(each => each.Value.Event)];
        }
    }

    private readonly record struct Entry(UaEvent Event, int Refresh);
}
