using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>A point that is to be read from a server.</summary>
/// <param name="Point">Its handle in the gateway.</param>
/// <param name="Node">With its namespace's URI.</param>
/// <param name="Equipment">The machine it belongs to.</param>
/// <param name="Item">How it is read.</param>
internal sealed record PlannedPoint(int Point, ExpandedNodeId Node, string Equipment, ItemOptions Item)
{
    /// <summary>Not null, it is the node's events that are read and not its value.</summary>
    public EventSelection? Events { get; init; }
}
