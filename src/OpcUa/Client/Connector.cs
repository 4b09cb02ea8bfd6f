using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Makes connections: discovery, choice of the endpoint, secure channel.</summary>
internal sealed class Connector(UaClientOptions options, TimeProvider time, ILogger logger) : IConnector
{
    /// <exception cref="UaException">What is in the way, in words that say what to do.</exception>
    public async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        var limits = new ChannelLimits
        {
            Transport = options.Transport,
            Codec = options.Codec,
            TokenLifetime = options.TokenLifetime,
            OpenTimeout = options.OperationTimeout,
        };
        var discovered = await UaDiscovery
            .GetEndpointsAsync(options.EndpointUrl, limits, options.OperationTimeout, time, logger, cancellationToken)
            .ConfigureAwait(false);
        var selected = EndpointSelection.Select(discovered, options.Security, options.Identity.TokenType);
        var channel = await ClientChannel
            .OpenAsync(UrlOf(selected.Endpoint), SecurityOf(selected), limits, time, logger, cancellationToken)
            .ConfigureAwait(false);
        return new Connection(channel, selected, discovered) { Own = options.Certificate };
    }

    /// <summary>
    /// The configured host and port with the endpoint's path: servers name themselves by hosts that only they can resolve.
    /// </summary>
    internal Uri UrlOf(EndpointDescription endpoint)
    {
        var configured = options.EndpointUrl;
        return Uri.TryCreate(endpoint.EndpointUrl, UriKind.Absolute, out var own) && own.AbsolutePath.Length > 1
            ? new Uri(configured.GetLeftPart(UriPartial.Authority) + own.AbsolutePath)
            : configured;
    }

    private ChannelSecurity SecurityOf(SelectedEndpoint selected) => selected.Policy.IsNone
        ? ChannelSecurity.None
        : new ChannelSecurity
        {
            Policy = selected.Policy,
            Mode = selected.Mode,
            Own = options.Certificate,
            Trust = options.Trust,
            ServerCertificate = selected.Endpoint.ServerCertificate,
            ServerApplicationUri = selected.Endpoint.Server.ApplicationUri,
            KeyLog = options.KeyLog,
        };
}
