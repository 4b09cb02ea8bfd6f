using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>All references of one node, or why there are none or not all.</summary>
public sealed record BrowsedNode(NodeId Node, StatusCode Status, IReadOnlyList<ReferenceDescription> References);
