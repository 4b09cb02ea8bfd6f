using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>Passes connections on to a port of this machine, until they are cut; new ones go through unless it is held.</summary>
internal sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;

    public CuttableLine(int port)
    {
        Port = port;
        _listener.Start();
        Url = new Uri($"opc.tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public int Port { get; set; }

    public Uri Url { get; }

    /// <summary>Refuses new connections while it is set.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Breaks every connection where it is.</summary>
    public void Cut()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets)
            {
                socket.Close(0);
            }

            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        List<Task> passing = [];
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                if (IsHeld)
                {
                    near.Close(0);
                    continue;
                }

                passing.Add(PassAsync(near));
            }
        }
        catch (Exception failure) when (failure is SocketException or InvalidOperationException)
        {
            // The line is taken down.
        }

        await Task.WhenAll(passing);
    }

    private async Task PassAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        lock (_sockets)
        {
            _sockets.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(IPAddress.Loopback, Port);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Cut, or the server is off.
        }

        near.Close();
        far.Close();
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
