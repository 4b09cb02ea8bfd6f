using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>How one item stands at the server.</summary>
/// <param name="Status">Of its last making or changing.</param>
/// <param name="FilterStatus">Why the server refused its filter and has it without one; Good otherwise.</param>
/// <param name="RevisedSamplingInterval">How often the server looks; zero: it reports as the value changes.</param>
/// <param name="RevisedQueueSize">Values that the server keeps between two publishings.</param>
/// <param name="Overflows">Values that carried the overflow bit (Part 4 §7.39.1): each stands for at least one that the server lost. Over all lives.</param>
public readonly record struct ItemStatistics(
    uint ClientHandle,
    ExpandedNodeId Node,
    StatusCode Status,
    StatusCode FilterStatus,
    TimeSpan RevisedSamplingInterval,
    uint RevisedQueueSize,
    long Overflows);
