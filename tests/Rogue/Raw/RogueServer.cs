using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>An address where a rogue answers each connection by its script, until an honest server is put there.</summary>
internal sealed class RogueServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<RogueConnection, Task> _connections = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly Task _accepting;
    private volatile Func<RogueConnection, Task> _script;
    private long _said;

    public RogueServer(Func<RogueConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        Url = new Uri($"opc.tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public long Said => Interlocked.Read(ref _said);

    /// <summary>From now on connections go through to an honest server; the rogue's are cut.</summary>
    public void PutHonest(Uri server)
    {
        _script = connection => connection.PassToAsync(server.Port);
        foreach (var connection in _connections.Keys)
        {
            connection.Cut();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var connection in _connections.Keys)
        {
            connection.Cut();
        }

        await Task.WhenAll(_connections.Values);
        Assert.Empty(_failures);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new RogueConnection(await _listener.AcceptSocketAsync());
                _connections[connection] = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception failure) when (failure is SocketException or InvalidOperationException)
        {
            // The address is taken down, while it waited or between two.
        }
    }

    private async Task ServeAsync(RogueConnection connection)
    {
        try
        {
            await _script(connection);
        }
        catch (Exception failure) when (failure is PeerLeftException or SocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            // The client hung up, or the case is over.
        }
        catch (Exception failure)
        {
            _failures.Enqueue(failure);
        }
        finally
        {
            Interlocked.Add(ref _said, connection.Said);
            connection.Cut();
        }
    }
}
