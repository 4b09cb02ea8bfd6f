using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// Takes in connections, each shaken hands with in its own time, and hands them on; more than it may hold are told so and hung up on.
/// </summary>
public sealed partial class TransportListener : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly ListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, (IPAddress Address, Task Served)> _connections = new();
    private readonly Lock _admitting = new();
    private Func<TransportConnection, CancellationToken, Task<bool>>? _handle;
    private long _lastId;
    private Task _accepting = Task.CompletedTask;

    private TransportListener(Socket socket, ListenerOptions options, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!; // bound before; a closed socket does not tell it any more
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>Where it listens; the port is the real one when 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Takes the port; nobody is let in before <see cref="Start"/>.</summary>
    public static TransportListener Bind(IPEndPoint local, ListenerOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(local);
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(local);
            socket.Listen(128);
            return new TransportListener(socket, options, time, logger);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Lets clients in; to be called once.</summary>
    /// <param name="serve">Called for each connection after its handshake; the connection is closed when the task ends.</param>
    public void Start(Func<TransportConnection, CancellationToken, Task> serve) => StartHandling(async (connection, stop) =>
    {
        await WelcomeAsync(connection).ConfigureAwait(false);
        await serve(connection, stop).ConfigureAwait(false);
        return false;
    });

    /// <summary>Lets peers in that are shaken hands with in another way; to be called once.</summary>
    /// <param name="handle">True: the connection has been handed over, and stays open.</param>
    internal void StartHandling(Func<TransportConnection, CancellationToken, Task<bool>> handle)
    {
        _handle = handle;
        _accepting = AcceptAsync();
    }

    /// <summary>Serves a connection that this side has made as if it had come, within the same limits; the task ends with the connection and never faults.</summary>
    internal Task AdoptAsync(Socket socket, Func<TransportConnection, CancellationToken, Task> serve) => AdmitAsync(socket, async (connection, stop) =>
    {
        await serve(connection, stop).ConfigureAwait(false);
        return false;
    });

    /// <summary>Stops listening, tells those who serve to end, and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Values.Select(connection => connection.Served)).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = AdmitAsync(socket, _handle!); // kept in the table; the handler was set before anyone is let in
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Too many open files, or a peer that left while it waited: the next one may come through.
                LogAcceptFailed(failure.Message);
                await PauseAsync().ConfigureAwait(false);
            }
        }
    }

    private Task AdmitAsync(Socket socket, Func<TransportConnection, CancellationToken, Task<bool>> handle)
    {
        var address = socket.RemoteEndPoint is IPEndPoint remote ? remote.Address : IPAddress.None;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task served;
        lock (_admitting)
        {
            var full = _connections.Count >= _options.MaxConnections
                || _connections.Values.Count(connection => connection.Address.Equals(address)) >= _options.MaxConnectionsPerAddress;
            var id = _lastId++;
            served = ServeAsync(id, socket, full ? RefuseAsync : handle, gate.Task);
            _connections[id] = (address, served);
        }

        gate.SetResult(); // only now may it remove itself
        return served;
    }

    private async Task ServeAsync(long id, Socket socket, Func<TransportConnection, CancellationToken, Task<bool>> handle, Task registered)
    {
        await registered.ConfigureAwait(false);
        socket.NoDelay = true;
        var peer = socket.RemoteEndPoint?.ToString() ?? "?";
        var connection = new TransportConnection(new NetworkStream(socket, ownsSocket: true), _options.Limits, _time, peer);
        var isHandedOver = false;
        try
        {
            isHandedOver = await handle(connection, _stop.Token).ConfigureAwait(false);
        }
        catch (UaException failure)
        {
            LogRefused(peer, failure.Message);
            await connection.WriteErrorAsync(failure.Status, failure.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The listener stops.
        }
        catch (Exception failure)
        {
            LogFailed(peer, failure);
        }
        finally
        {
            if (!isHandedOver)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                connection.CompleteReading();
            }

            _connections.TryRemove(id, out _);
        }
    }

    private static Task<bool> RefuseAsync(TransportConnection connection, CancellationToken cancellationToken) =>
        throw new UaException(StatusCode.BadTcpServerTooBusy, "This side holds as many connections as it may.");

    private async Task WelcomeAsync(TransportConnection connection)
    {
        using var limit = new CancellationTokenSource(_options.Limits.HandshakeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            await Handshake.WelcomeAsync(connection, _options.Limits, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"No Hello came within {_options.Limits.HandshakeTimeout}.");
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    [LoggerMessage(LogLevel.Information, "Hung up on {Peer}: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    [LoggerMessage(LogLevel.Warning, "A connection could not be taken in: {Reason}")]
    private partial void LogAcceptFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Serving {Peer} failed; the connection is closed, the others go on")]
    private partial void LogFailed(string peer, Exception failure);
}
