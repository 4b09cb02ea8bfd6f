using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// A server's side of reverse connect (Part 6 §7.1.3): keeps one connection waiting at each client's listener, makes the next one as soon
/// as a client uses it, and never gives up. They count among the connections of the server's own listener.
/// </summary>
public sealed partial class ReverseDialler : IAsyncDisposable
{
    private static readonly TimeSpan MinDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    // So that a client which uses connections only to drop them does not keep this side busy.
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(20);

    private readonly TransportListener _listener;
    private readonly ReverseHello _self;
    private readonly TransportLimits _limits;
    private readonly Func<TransportConnection, CancellationToken, Task> _serve;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _calling;

    /// <param name="listener">Outlives this, and ends the connections.</param>
    /// <param name="clients">e.g. <c>opc.tcp://192.168.1.5:4841</c></param>
    /// <param name="serve">Called for each connection that a client uses, after its handshake.</param>
    public ReverseDialler(
        TransportListener listener,
        IEnumerable<Uri> clients,
        string serverUri,
        Uri endpointUrl,
        TransportLimits limits,
        Func<TransportConnection, CancellationToken, Task> serve,
        TimeProvider time,
        ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(endpointUrl);
        _listener = listener;
        _self = new ReverseHello(serverUri, endpointUrl.OriginalString);
        _limits = limits;
        _serve = serve;
        _time = time;
        _logger = logger;
        _calling = Task.WhenAll(clients.Select(KeepCallingAsync));
    }

    /// <summary>Calls nobody any more; connections that wait or are used end with the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _calling.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task KeepCallingAsync(Uri client)
    {
        var backoff = new Backoff(MinDelay, MaxDelay, Random.Shared);
        var isOut = false;
        try
        {
            while (true)
            {
                var refusal = await CallAsync(client).ConfigureAwait(false);
                if (refusal is null)
                {
                    backoff.Reset();
                }
                else if (!isOut)
                {
                    LogOut(client, refusal);
                }

                isOut = refusal is not null;
                await Task.Delay(isOut ? backoff.Next() : BetweenCalls, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>Calls, and waits until the client has used the connection; says why it did not.</summary>
    private async Task<string?> CallAsync(Uri client)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var used = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task served;
        try
        {
            await ConnectAsync(socket, client).ConfigureAwait(false);
            served = _listener.AdoptAsync(socket, (connection, stop) => ServeAsync(connection, used, stop)); // fails when it was reset meanwhile
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            _stop.Token.ThrowIfCancellationRequested();
            return failure is SocketException ? failure.Message : $"it did not answer within {_limits.HandshakeTimeout}";
        }

        await Task.WhenAny(used.Task, served).WaitAsync(_stop.Token).ConfigureAwait(false);
        return used.Task.IsCompleted ? null : "it hung up, or the server holds as many connections as it may";
    }

    private async Task ConnectAsync(Socket socket, Uri client)
    {
        // A client that has vanished must be noticed, though nothing may be said before it speaks.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        using var limit = new CancellationTokenSource(_limits.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        var port = client.Port > 0 ? client.Port : TransportConnector.DefaultPort;
        await socket.ConnectAsync(client.DnsSafeHost, port, either.Token).ConfigureAwait(false);
    }

    private async Task ServeAsync(TransportConnection connection, TaskCompletionSource used, CancellationToken stop)
    {
        await Handshake.AnnounceAsync(connection, _self).ConfigureAwait(false);
        await Handshake.WelcomeAsync(connection, _limits, stop).ConfigureAwait(false);
        used.SetResult();
        await _serve(connection, stop).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "The client {Client} cannot be called, or does not want the call; calling again until it does: {Reason}")]
    private partial void LogOut(Uri client, string reason);
}
