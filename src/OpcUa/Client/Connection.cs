using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>An open channel with what discovery said about its other end.</summary>
internal sealed record Connection(IRequestChannel Channel, SelectedEndpoint Selected, IReadOnlyList<EndpointDescription> Discovered);
