using System.Collections.Frozen;
using System.Net;
using System.Threading.Channels;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// Where servers call that cannot be called (reverse connect, Part 6 §7.1.3): lets in the expected ones by their application URI, keeps the
/// newest connection of each until a client takes it, and hangs up on all others. May be shared by many clients; safe for many threads.
/// </summary>
/// <remarks>
/// Who calls is not proved by its ReverseHello: that is the secure channel's part, which is bound to the same application URI.
/// </remarks>
public sealed class ReverseListener : IAsyncDisposable
{
    // Connections of which nothing is known yet, and those being refused; beside them one waits for each server.
    private const int Strangers = 32;
    private const int StrangersPerAddress = 16;

    private readonly TransportListener _listener;
    private readonly TransportLimits _limits;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<string, Channel<WaitingServer>> _places;

    private ReverseListener(IPEndPoint local, IEnumerable<string> servers, TransportLimits limits, TimeProvider time, ILogger logger)
    {
        _limits = limits;
        _time = time;
        _places = servers.Distinct(StringComparer.Ordinal).ToFrozenDictionary(server => server, _ => NewPlace(), StringComparer.Ordinal);
        var options = new ListenerOptions
        {
            Limits = limits,
            MaxConnections = _places.Count + Strangers,
            MaxConnectionsPerAddress = _places.Count + StrangersPerAddress,
        };
        _listener = TransportListener.Bind(local, options, time, logger);
        _listener.StartHandling(HandleAsync);
    }

    /// <summary>Where it listens; the port is the real one when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint => _listener.LocalEndPoint;

    /// <summary>Begins to listen.</summary>
    /// <param name="servers">The application URIs of the servers that may call.</param>
    /// <param name="limits">Its handshake timeout is how long a connection may take to say who it is.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static ReverseListener Start(
        IPEndPoint local, IEnumerable<string> servers, TransportLimits limits, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentNullException.ThrowIfNull(limits);
        return new ReverseListener(local, servers, limits, time, logger);
    }

    /// <summary>The server's waiting connection, or its next one, after Hello and Acknowledge.</summary>
    /// <param name="limits">What this client accepts and sends.</param>
    /// <param name="patience">How long to wait for the server's call.</param>
    /// <exception cref="UaException">BadServerUriInvalid: it is not expected here. BadTimeout: it did not call. Or what it answered.</exception>
    public async Task<TransportConnection> TakeAsync(
        string serverUri, TransportLimits limits, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (!_places.TryGetValue(serverUri, out var place))
        {
            throw new UaException(StatusCode.BadServerUriInvalid, $"The listener at {LocalEndPoint} does not expect the server {serverUri}.");
        }

        var waiting = await NextAsync(place, serverUri, patience, cancellationToken).ConfigureAwait(false);
        try
        {
            await GreetAsync(waiting, limits, cancellationToken).ConfigureAwait(false);
            return waiting.Connection;
        }
        catch
        {
            await waiting.Connection.DisposeAsync().ConfigureAwait(false);
            waiting.Connection.CompleteReading();
            throw;
        }
    }

    /// <summary>Stops listening and hangs up on those that wait; connections that were taken live on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places.Values)
        {
            place.Writer.TryComplete();
        }

        await _listener.DisposeAsync().ConfigureAwait(false);
    }

    private static Channel<WaitingServer> NewPlace() => Channel.CreateBounded<WaitingServer>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }, older => older.Replace());

    private async Task<WaitingServer> NextAsync(
        Channel<WaitingServer> place, string serverUri, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (true)
            {
                var waiting = await place.Reader.ReadAsync(either.Token).ConfigureAwait(false);
                if (await waiting.TryTakeAsync().ConfigureAwait(false))
                {
                    return waiting;
                }
            }
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(
                StatusCode.BadTimeout,
                $"The server {serverUri} did not call {LocalEndPoint} within {patience}: see that this address is set in it, and that no firewall is between.",
                failure);
        }
        catch (ChannelClosedException failure)
        {
            throw new UaException(StatusCode.BadConnectionClosed, $"The listener at {LocalEndPoint} has been closed.", failure);
        }
    }

    private async Task GreetAsync(WaitingServer waiting, TransportLimits limits, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(limits.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await Handshake.GreetAsync(waiting.Connection, waiting.EndpointUrl, limits, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(
                StatusCode.BadTimeout, $"{waiting.Connection.Peer} called, but did not answer within {limits.HandshakeTimeout}.", failure);
        }
    }

    private async Task<bool> HandleAsync(TransportConnection connection, CancellationToken stop)
    {
        var hello = await HearAsync(connection, stop).ConfigureAwait(false);
        if (!_places.TryGetValue(hello.ServerUri, out var place))
        {
            throw new UaException(StatusCode.BadTcpEndpointUrlInvalid, "This server's URI is not expected here.");
        }

        if (!Uri.TryCreate(hello.EndpointUrl, UriKind.Absolute, out var url) || url.Scheme != "opc.tcp")
        {
            throw new UaException(StatusCode.BadTcpEndpointUrlInvalid, "The endpoint's URL is not an address such as opc.tcp://host:4840.");
        }

        var waiting = new WaitingServer(connection, hello.EndpointUrl);
        if (!place.Writer.TryWrite(waiting))
        {
            throw new UaException(StatusCode.BadConnectionClosed, "This side stops to listen.");
        }

        await waiting.WaitAsync(stop).ConfigureAwait(false);
        return true;
    }

    private async Task<ReverseHello> HearAsync(TransportConnection connection, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(_limits.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await Handshake.HearAsync(connection, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"No ReverseHello came within {_limits.HandshakeTimeout}.");
        }
    }
}
