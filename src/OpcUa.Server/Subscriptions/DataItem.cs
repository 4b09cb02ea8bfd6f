using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>One value as one subscription sees it: its changes wait here for the next publish.</summary>
internal sealed class DataItem(Subscription subscription, uint id, IValueSource source, MonitoredItemSettings settings)
    : MonitoredItem(subscription, id, settings.ClientHandle, settings.Mode)
{
    private ItemQueue _queue = new(settings.QueueSize, settings.DiscardOldest);
    private DataValue _last;
    private bool _hasLast;

    public IValueSource Source => source;

    public MonitoredItemSettings Settings { get; private set; } = settings;

    public override int Waiting => _queue.Count;

    /// <summary>There is a new value; called in the order of the values.</summary>
    public void Offer(in DataValue value) => Subscription.Offer(this, value);

    /// <summary>Keeps the value when it is a change.</summary>
    public bool Keep(in DataValue value)
    {
        if (Mode == MonitoringMode.Disabled || IsRemoved)
        {
            return false;
        }

        var seen = Settings.Range is { } range ? range.Apply(value) : value;
        if (_hasLast && !Settings.Filter.IsChange(_last, seen))
        {
            return false;
        }

        _last = seen;
        _hasLast = true;
        _queue.Add(Stamped(seen));
        return true;
    }

    public MonitoredItemNotification Take() => new(ClientHandle, _queue.Take());

    /// <summary>Takes other settings over; values that wait stay as far as the new queue has room (Part 4 §5.13.3).</summary>
    public void Modify(MonitoredItemSettings settings)
    {
        var queue = new ItemQueue(settings.QueueSize, settings.DiscardOldest);
        while (_queue.Count > 0)
        {
            queue.Add(_queue.Take());
        }

        _queue = queue;
        Settings = settings;
        ClientHandle = settings.ClientHandle;
    }

    /// <summary>Nothing waits, and whatever comes next is news.</summary>
    public override void Clear()
    {
        _queue.Clear();
        _hasLast = false;
    }

    /// <summary>Queues the last value again when none waits: a session that took the subscription over has seen none (Part 4 §5.14.7).</summary>
    public void Repeat()
    {
        if (_hasLast && _queue.Count == 0 && Mode == MonitoringMode.Reporting)
        {
            _queue.Add(Stamped(_last));
        }
    }

    public override void Attach() => source.Attach(this);

    public override void Detach() => source.Detach(this);

    /// <summary>Only the timestamps that the client asked for travel.</summary>
    private DataValue Stamped(in DataValue value) => Settings.Timestamps switch
    {
        TimestampsToReturn.Source => value with { ServerTimestamp = default },
        TimestampsToReturn.Server => value with { SourceTimestamp = default },
        TimestampsToReturn.Neither => value with { SourceTimestamp = default, ServerTimestamp = default },
        _ => value,
    };
}

/// <summary>How an item is queued and reported, as the server settled it.</summary>
/// <param name="QueueSize">At least 1.</param>
/// <param name="Range">The part of an array that is watched; null for all.</param>
internal sealed record MonitoredItemSettings(
    uint ClientHandle,
    int QueueSize,
    bool DiscardOldest,
    MonitoringMode Mode,
    ChangeFilter Filter,
    TimestampsToReturn Timestamps,
    NumericRange? Range = null);
