using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.History;

/// <summary>A part of one node's history; the pages of a node follow each other in the order of time.</summary>
/// <param name="Index">The node's place among those that were asked for.</param>
/// <param name="Status">Good, or why the node's history ends here: BadHistoryOperationUnsupported, BadNodeIdUnknown, BadTooManyMatches for an endless server.</param>
/// <param name="IsLast">No more pages come for this node. With a good status the interval is complete.</param>
public sealed record HistoryPage(int Index, NodeId Node, StatusCode Status, IReadOnlyList<DataValue> Values, bool IsLast);
