using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.History;

/// <summary>Whether a variable has a history (Part 3 §5.6.2, §8.57).</summary>
/// <param name="CanRead">Its history can be read by this user.</param>
/// <param name="IsHistorizing">The server is storing its values now.</param>
public readonly record struct HistoryAccess(NodeId Node, bool CanRead, bool IsHistorizing);
