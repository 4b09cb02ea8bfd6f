using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>One variable as one subscription sees it: its changes wait here for the next publish.</summary>
internal sealed class MonitoredItem(Subscription subscription, uint id, VariableNode variable, MonitoredItemSettings settings)
{
    private readonly ItemQueue _queue = new(settings.QueueSize, settings.DiscardOldest);
    private DataValue _last;
    private bool _hasLast;

    public uint Id => id;

    public uint ClientHandle => settings.ClientHandle;

    public VariableNode Variable => variable;

    /// <summary>Whether the subscription has the item among those with something to report.</summary>
    public bool IsReady { get; set; }

    public int Waiting => _queue.Count;

    public bool Reports => settings.Mode == MonitoringMode.Reporting;

    /// <summary>The variable has a new value; called in the order of the values.</summary>
    public void Offer(in DataValue value) => subscription.Offer(this, value);

    /// <summary>Keeps the value when it is a change; the subscription holds its lock.</summary>
    /// <returns>Whether there is something to report.</returns>
    public bool Keep(in DataValue value)
    {
        if (settings.Mode == MonitoringMode.Disabled || (_hasLast && !settings.Filter.IsChange(_last, value)))
        {
            return false;
        }

        _last = value;
        _hasLast = true;
        _queue.Add(Stamped(value));
        return Reports;
    }

    public MonitoredItemNotification Take() => new(ClientHandle, _queue.Take());

    /// <summary>Only the timestamps that the client asked for travel.</summary>
    private DataValue Stamped(in DataValue value) => settings.Timestamps switch
    {
        TimestampsToReturn.Source => value with { ServerTimestamp = default },
        TimestampsToReturn.Server => value with { SourceTimestamp = default },
        TimestampsToReturn.Neither => value with { SourceTimestamp = default, ServerTimestamp = default },
        _ => value,
    };
}

/// <summary>How an item is queued and reported, as the server settled it.</summary>
/// <param name="QueueSize">At least 1.</param>
internal sealed record MonitoredItemSettings(
    uint ClientHandle,
    int QueueSize,
    bool DiscardOldest,
    MonitoringMode Mode,
    ChangeFilter Filter,
    TimestampsToReturn Timestamps);
