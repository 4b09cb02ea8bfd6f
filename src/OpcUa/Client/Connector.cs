using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Makes connections: discovery, choice of the endpoint, secure channel.</summary>
internal sealed partial class Connector(UaClientOptions options, TimeProvider time, ILogger logger) : IConnector
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
            .AskAsync(DialAsync(options.EndpointUrl, ChannelSecurity.None, limits, cancellationToken), options.OperationTimeout, cancellationToken)
            .ConfigureAwait(false);
        var selected = EndpointSelection.Select(discovered, options.Security, options.Identity.TokenType);
        if (selected.Policy.IsNone)
        {
            return new Connection(await OpenAsync(selected, own: null, limits, cancellationToken).ConfigureAwait(false), selected, discovered);
        }

        var (channel, own) = await OpenSecuredAsync(selected, limits, cancellationToken).ConfigureAwait(false);
        return new Connection(channel, selected, discovered) { Own = own };
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

    // What says of a server that it may not know this application's new certificate yet; some only hang up.
    private static bool IsRefusal(StatusCode status) =>
        status == StatusCode.BadSecurityChecksFailed || status == StatusCode.BadConnectionClosed || SecurityExplanations.IsAboutCertificates(status);

    /// <summary>With the newest certificate; where the server refuses that, with the one before, as long as it is valid.</summary>
    private async Task<(ClientChannel Channel, ApplicationCertificate? Own)> OpenSecuredAsync(
        SelectedEndpoint selected, ChannelLimits limits, CancellationToken cancellationToken)
    {
        options.Certificates?.Refresh();
        ApplicationCertificate?[] usable = options.Certificates is { } certificates ? [.. certificates.Usable] : [options.Certificate];
        foreach (var newer in usable.SkipLast(1))
        {
            try
            {
                return (await OpenAsync(selected, newer, limits, cancellationToken).ConfigureAwait(false), newer);
            }
            catch (UaException refusal) when (IsRefusal(refusal.Status))
            {
                LogNotTrustedYet(options.EndpointUrl, newer?.Thumbprint ?? "", refusal.Message);
            }
        }

        return (await OpenAsync(selected, usable[^1], limits, cancellationToken).ConfigureAwait(false), usable[^1]);
    }

    private Task<ClientChannel> OpenAsync(
        SelectedEndpoint selected, ApplicationCertificate? own, ChannelLimits limits, CancellationToken cancellationToken)
    {
        var security = selected.Policy.IsNone
            ? ChannelSecurity.None
            : new ChannelSecurity
            {
                Policy = selected.Policy,
                Mode = selected.Mode,
                Own = own,
                Trust = options.Trust,
                ServerCertificate = selected.Endpoint.ServerCertificate,
                ServerApplicationUri = options.Reverse?.ServerUri ?? selected.Endpoint.Server.ApplicationUri,
                KeyLog = options.KeyLog,
            };
        return DialAsync(UrlOf(selected.Endpoint), security, limits, cancellationToken);
    }

    /// <summary>A channel to the URL, or on the next connection that the server makes.</summary>
    private Task<ClientChannel> DialAsync(Uri url, ChannelSecurity security, ChannelLimits limits, CancellationToken cancellationToken) =>
        options.Reverse is { } reverse
            ? ClientChannel.OpenAsync(stop => reverse.TakeAsync(limits.Transport, stop), security, limits, time, logger, cancellationToken)
            : ClientChannel.OpenAsync(url, security, limits, time, logger, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "{Url} refuses a channel with the new certificate {Thumbprint}; the one before is tried. Let the server trust the new one: {Reason}")]
    private partial void LogNotTrustedYet(Uri url, string thumbprint, string reason);
}
