using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Cli.Bench;

/// <summary>
/// Stands between the gateway and the platform and counts what passes: the payload of TCP, so TLS and HTTP/2 included,
/// headers of IP and TCP not.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly DnsEndPoint _target;
    private readonly Task _accepting;
    private long _up;
    private long _down;

    public CountingProxy(Uri target)
    {
        _target = new DnsEndPoint(target.Host, target.Port);
        _listener.Start();
        _accepting = AcceptAsync(_stop.Token);
    }

    public string Address => $"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Bytes from the gateway to the platform so far.</summary>
    public long Up => Interlocked.Read(ref _up);

    /// <summary>Bytes from the platform to the gateway so far.</summary>
    public long Down => Interlocked.Read(ref _down);

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
            try
            {
                await far.ConnectAsync(_target, cancellationToken);
                near.NoDelay = far.NoDelay = true;
                await Task.WhenAll(
                    CopyAsync(near, far, bytes => Interlocked.Add(ref _up, bytes), cancellationToken),
                    CopyAsync(far, near, bytes => Interlocked.Add(ref _down, bytes), cancellationToken));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // One side has gone: the using ends the other.
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, Action<int> count, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var received)
        {
            count(received);
            for (var sent = 0; sent < received;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, received - sent), cancellationToken);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
