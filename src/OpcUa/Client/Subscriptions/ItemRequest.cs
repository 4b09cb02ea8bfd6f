using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>A value, or the events of an object, that a subscription shall watch.</summary>
/// <param name="ClientHandle">The caller's number for it, unique within the subscription; notifications carry it.</param>
/// <param name="Node">With its namespace's URI it survives that the server numbers its namespaces anew.</param>
public sealed record ItemRequest(uint ClientHandle, ExpandedNodeId Node)
{
    /// <summary>An alarm flood of 10,000 events a second fills it in a tenth of a second; servers give less where they have less.</summary>
    public const uint EventQueueSize = 1000;

    public AttributeId Attribute { get; init; } = AttributeId.Value;

    /// <summary>How often the server looks; zero is as often as it can, null the publishing interval.</summary>
    public TimeSpan? SamplingInterval { get; init; }

    /// <summary>
    /// Values that the server keeps between two publishings. Null: twice what is sampled in one publishing interval, and more when the server
    /// samples more often than it was asked to.
    /// </summary>
    public uint? QueueSize { get; init; }

    /// <summary>Which values a full queue loses; the status of what is left tells that it did, and it is counted (<see cref="ItemStatistics"/>).</summary>
    public bool DiscardOldest { get; init; } = true;

    /// <summary>What counts as a change.</summary>
    public DataChangeTrigger Trigger { get; init; } = DataChangeTrigger.StatusValue;

    /// <summary>Changes of a number up to this are not reported. Where the server refuses it, the item is there without it (<see cref="ItemResult.FilterStatus"/>).</summary>
    public Deadband Deadband { get; init; }

    /// <summary>Sampling: the values wait until an item reports that triggers this one (<see cref="UaSubscription.LinkAsync"/>).</summary>
    public MonitoringMode MonitoringMode { get; init; } = MonitoringMode.Reporting;

    /// <summary>
    /// Not null, it is the events of <see cref="Node"/> that are watched and not a value (Part 4 §5.13.1.5): how often to look and what counts as a change do
    /// not matter then, and the queue holds <see cref="EventQueueSize"/> events unless <see cref="QueueSize"/> says otherwise.
    /// </summary>
    public EventSelection? Events { get; init; }

    internal MonitoredItemCreateRequest For(NodeId node, TimeSpan publishing, NamespaceTable namespaces) => new()
    {
        ItemToMonitor = new ReadValueId(node, Events is null ? Attribute : AttributeId.EventNotifier),
        MonitoringMode = MonitoringMode,
        ClientHandle = ClientHandle,
        SamplingInterval = Events is null ? SamplingInterval?.TotalMilliseconds ?? -1 : 0,
        QueueSize = QueueSize ?? (Events is null ? QueueSizing.Choose(SamplingInterval, publishing) : EventQueueSize),
        DiscardOldest = DiscardOldest,
        Filter = Events?.For(namespaces).ToExtensionObject() ?? Filter(),
    };

    // What every server does by itself is not asked for: some refuse any filter.
    private ExtensionObject Filter() => Trigger == DataChangeTrigger.StatusValue && Deadband.Type == DeadbandType.None
        ? ExtensionObject.Null
        : Deadband.FilterWith(Trigger).ToExtensionObject();
}
