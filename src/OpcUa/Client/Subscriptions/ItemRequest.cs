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

    /// <summary>Values that the server keeps between two publishings.</summary>
    public uint QueueSize { get; init; } = 1;

    /// <summary>Which values a full queue loses; the queue's status tells that it did.</summary>
    public bool DiscardOldest { get; init; } = true;

    public DataChangeTrigger Trigger { get; init; } = DataChangeTrigger.StatusValue;

    /// <summary>Changes of a number up to this are not reported; 0 reports all.</summary>
    public double AbsoluteDeadband { get; init; }

    internal MonitoredItemCreateRequest For(NodeId node) => new()
    {
        ItemToMonitor = new ReadValueId(node, Attribute),
        ClientHandle = ClientHandle,
        SamplingInterval = SamplingInterval?.TotalMilliseconds ?? -1,
        QueueSize = QueueSize,
        DiscardOldest = DiscardOldest,
        Filter = Filter().ToExtensionObject(),
    };

    private DataChangeFilter Filter() => new(Trigger, AbsoluteDeadband > 0 ? 1u : 0u, AbsoluteDeadband);
}
