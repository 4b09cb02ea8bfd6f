using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Makes connections: discovery, choice of the endpoint, secure channel.</summary>
/// <param name="shown">What servers made of this application's certificates before.</param>
internal sealed partial class Connector(UaClientOptions options, ShownCertificates shown, TimeProvider time, ILogger logger) : IConnector
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
        options.Certificates?.Refresh();
        var candidates = EndpointSelection.Candidates(discovered, options.Security, options.Identity.TokenType, ClientKeys.Of(options));
        var attempts = candidates.SelectMany(selected => Usable(selected).Select(own => (Selected: selected, Own: own))).DistinctBy(attempt => attempt.Own)
            .OrderBy(attempt => shown.IsRefused(options.EndpointUrl, attempt.Own)).ToList();
        for (var i = 0; ; i++)
        {
            var (selected, own) = attempts[i];
            var left = attempts.Skip(i + 1).Any(attempt => !shown.IsRefused(options.EndpointUrl, attempt.Own));
            try
            {
                var connection = await OpenAsync(selected, own, discovered, limits, cancellationToken).ConfigureAwait(false);
                return own is null ? connection : connection with { Shown = new ShownCertificate(options.EndpointUrl, own, left, shown, logger) };
            }
            catch (UaException refusal) when (i < attempts.Count - 1 && ShownCertificates.IsRefusal(refusal.Status))
            {
                LogNotTrustedYet(options.EndpointUrl, own?.Thumbprint ?? "", selected.Policy, refusal.Message);
            }
        }
    }

    /// <summary>A session on a new connection, with one certificate after the other until the server gives one.</summary>
    /// <exception cref="UaException">What is in the way, in words that say what to do.</exception>
    public async Task<UaSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await UaSession.OpenAsync(connection, options, time, cancellationToken).ConfigureAwait(false);
            }
            catch (UaException) when (connection.Shown is { IsRefused: true })
            {
                // Once for each certificate: the next connection shows another one.
            }
        }
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

    /// <summary>
    /// The newest certificate and, for a server that refuses that, the one before, as long as it is valid. For one that refuses both, because it
    /// knows only a certificate of another kind, the next of the policies that were asked for follows: the connection may be secured with each.
    /// </summary>
    private IReadOnlyList<ApplicationCertificate?> Usable(SelectedEndpoint selected)
    {
        if (selected.Policy.IsNone || options.Certificates is null)
        {
            return [selected.Policy.IsNone ? null : options.Certificate];
        }

        try
        {
            return options.Certificates.UsableFor(selected.Policy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException)
        {
            throw new UaException(StatusCode.BadCertificateInvalid, $"There is no application certificate for {selected.Policy}: {failure.Message}", failure);
        }
    }

    private async Task<Connection> OpenAsync(
        SelectedEndpoint selected, ApplicationCertificate? own, IReadOnlyList<EndpointDescription> discovered, ChannelLimits limits, CancellationToken cancellationToken)
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
        var channel = await DialAsync(UrlOf(selected.Endpoint), security, limits, cancellationToken).ConfigureAwait(false);
        return new Connection(channel, selected, discovered) { Own = own };
    }

    /// <summary>A channel to the URL, or on the next connection that the server makes.</summary>
    private Task<ClientChannel> DialAsync(Uri url, ChannelSecurity security, ChannelLimits limits, CancellationToken cancellationToken) =>
        options.Reverse is { } reverse
            ? ClientChannel.OpenAsync(stop => reverse.TakeAsync(limits.Transport, stop), security, limits, time, logger, cancellationToken)
            : ClientChannel.OpenAsync(url, security, limits, time, logger, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "{Url} gives no channel for the certificate {Thumbprint} under {Policy}; another one is tried. Let the server trust this one: {Reason}")]
    private partial void LogNotTrustedYet(Uri url, string thumbprint, SecurityPolicy policy, string reason);
}
