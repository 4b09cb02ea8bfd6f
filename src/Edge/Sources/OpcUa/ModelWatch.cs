using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Has the points found again when the machine says that its nodes have changed, or may have said so, and from time to time whatever it says. A machine
/// that changes in many steps is waited for: until it is quiet, but not for ever; one that says so without end is not browsed without end. Any thread.
/// </summary>
internal sealed class ModelWatch : IDisposable
{
    /// <summary>The item's number: beyond those of points, and not the last of all, which node-opcua takes for none.</summary>
    public const uint Handle = int.MaxValue;

    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <summary>At least so long from one time to the next, where the interval is not shorter.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private static readonly ExpandedNodeId Server = new(new NodeId(2253));

    private readonly Lock _gate = new();
    private readonly Chores _chores;
    private readonly DeclaredTypes _declared;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private long? _since;
    private long? _asked;

    /// <param name="interval">Finds the points again so often also when nothing is said; zero: never.</param>
    public ModelWatch(Chores chores, DeclaredTypes declared, TimeSpan interval, TimeProvider time)
    {
        (_chores, _declared, _time, _interval) = (chores, declared, time, interval == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : interval);
        _timer = time.CreateTimer(_ => Ask(), null, _interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The machine's model change events (Part 3 §9.32).</summary>
    public static ItemRequest Request { get; } = new(Handle, Server)
    {
        Events = new EventSelection([EventFields.EventType, EventFields.ModelChanges], EventWhere.OfType(new ExpandedNodeId(EventTypes.BaseModelChange))),
        QueueSize = 10, // of more nobody knows what changed, and all is asked for
    };

    private TimeSpan RestLeft => _asked is { } asked ? Shorter(Rest, _interval == Timeout.InfiniteTimeSpan ? Rest : _interval) - _time.GetElapsedTime(asked) : TimeSpan.Zero;

    /// <summary>Something came for <see cref="Request"/>; a refresh of conditions, which others asked for, says nothing of nodes.</summary>
    public void Hear(in EventFieldList received)
    {
        var happened = Request.Events!.Read(received); // it is made with them
        if (happened.EventType == EventTypes.RefreshStart || happened.EventType == EventTypes.RefreshEnd)
        {
            return;
        }

        if (Affected(happened) is { } nodes)
        {
            Hear(nodes);
        }
        else
        {
            Hear();
        }
    }

    /// <summary>Nodes have changed, or may have, and nobody knows which.</summary>
    public void Hear()
    {
        _declared.ForgetAll();
        Wait();
    }

    /// <summary>These nodes have changed, or may have.</summary>
    public void Hear(IEnumerable<NodeId> nodes)
    {
        _declared.Forget(nodes);
        Wait();
    }

    /// <summary>What changed (Part 5 §6.4.32, §6.4.33); null when the event does not say that of all.</summary>
    private static NodeId[]? Affected(UaEvent happened)
    {
        if (happened[EventFields.ModelChanges.Name].Reference is not ExtensionObject?[] bodies)
        {
            return null;
        }

        try
        {
            NodeId?[] nodes =
            [
                .. bodies.Select(body => ModelChange.Decode(body, CodecLimits.Client)?.Affected ?? SemanticChange.Decode(body, CodecLimits.Client)?.Affected),
            ];
            return nodes.Length == 0 || nodes.Contains(null) ? null : [.. nodes.OfType<NodeId>()];
        }
        catch (UaException)
        {
            return null;
        }
    }

    private void Wait()
    {
        lock (_gate)
        {
            _since ??= _time.GetTimestamp();
            var left = Longer(TimeSpan.Zero, Shorter(Quiet, MaxWait - _time.GetElapsedTime(_since.Value)));
            _timer.Change(Longer(left, RestLeft), Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Ask()
    {
        lock (_gate)
        {
            (_since, _asked) = (null, _time.GetTimestamp());
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }

        _chores.Ask(Chore.Browse);
    }
}
