using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Cli.Relay;

/// <summary>Passes connections to a port of this machine on to a target, byte for byte, and shows an observer what passes.</summary>
internal sealed class LoopbackRelay : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly DnsEndPoint _target;
    private readonly RelayObserverFactory _observe;
    private readonly Task _accepting;

    /// <param name="port">0 is any free one.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public LoopbackRelay(DnsEndPoint target, RelayObserverFactory observe, int port = 0)
    {
        _target = target;
        _observe = observe;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync(_stop.Token);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await _listener.AcceptSocketAsync(cancellationToken), cancellationToken));
                connections.RemoveAll(connection => connection.IsCompleted);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(Socket near, CancellationToken cancellationToken)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            IRelayObserver? observer = null;
            try
            {
                await far.ConnectAsync(_target, cancellationToken);
                near.NoDelay = far.NoDelay = true;
                observer = _observe(far);
                await Task.WhenAll(
                    CopyAsync(near, far, observer.Up, cancellationToken),
                    CopyAsync(far, near, observer.Down, cancellationToken));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // One side has gone: the using ends the other.
            }
            finally
            {
                observer?.Ended();
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, Action<ReadOnlySpan<byte>> show, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var received)
        {
            show(buffer.AsSpan(0, received));
            for (var sent = 0; sent < received;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, received - sent), cancellationToken);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
