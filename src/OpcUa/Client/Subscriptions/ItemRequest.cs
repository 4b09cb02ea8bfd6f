using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>A value that a subscription shall watch.</summary>
/// <param name="ClientHandle">The caller's number for it, unique within the subscription; notifications carry it.</param>
/// <param name="Node">With its namespace's URI it survives that the server numbers its namespaces anew.</param>
public sealed record ItemRequest(uint ClientHandle, ExpandedNodeId Node)
{
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

    internal MonitoredItemCreateRequest For(NodeId node, TimeSpan publishing) => new()
    {
        ItemToMonitor = new ReadValueId(node, Attribute),
        MonitoringMode = MonitoringMode,
        ClientHandle = ClientHandle,
        SamplingInterval = SamplingInterval?.TotalMilliseconds ?? -1,
        QueueSize = QueueSize ?? QueueSizing.Choose(SamplingInterval, publishing),
        DiscardOldest = DiscardOldest,
        Filter = Filter(),
    };

    // What every server does by itself is not asked for: some refuse any filter.
    private ExtensionObject Filter() => Trigger == DataChangeTrigger.StatusValue && Deadband.Type == DeadbandType.None
        ? ExtensionObject.Null
        : Deadband.FilterWith(Trigger).ToExtensionObject();
}
