using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>The endpoint and the way of logging in that a connection uses.</summary>
internal sealed record SelectedEndpoint(EndpointDescription Endpoint, UserTokenPolicy UserToken)
{
    public SecurityPolicy Policy { get; } = Endpoint.SecurityPolicyUri.Length == 0
        ? SecurityPolicy.None
        : SecurityPolicy.FindForClient(Endpoint.SecurityPolicyUri);

    public MessageSecurityMode Mode => Endpoint.SecurityMode;
}
