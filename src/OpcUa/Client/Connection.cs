using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>An open channel with what discovery said about its other end.</summary>
internal sealed record Connection(IRequestChannel Channel, SelectedEndpoint Selected, IReadOnlyList<EndpointDescription> Discovered)
{
    /// <summary>The certificate with which the channel was opened, and which its session must show too; null without security.</summary>
    public ApplicationCertificate? Own { get; init; }

    /// <summary>Is told whether that certificate gets a session; null without security.</summary>
    public ShownCertificate? Shown { get; init; }

    /// <summary>Where the server is, when it is one of several; null for the one that is configured.</summary>
    public Uri? Url { get; init; }
}
