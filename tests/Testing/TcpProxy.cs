using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Testing;

/// <summary>
/// A wire between two programs that a test can cut: an address of its own that stays when the program behind it comes
/// back at another one.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _connections = [];
    private readonly Task _accepting;
    private Uri? _target;
    private TaskCompletionSource? _cut;
    private long _bytes;

    public TcpProxy()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Bytes carried, both ways.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Where new connections lead; null refuses them.</summary>
    public Uri? Target
    {
        get => Volatile.Read(ref _target);
        set => Volatile.Write(ref _target, value);
    }

    /// <summary>How long so many bytes take from who connects to the target, asked once for each piece in its order; null is at once.</summary>
    public Func<int, TimeSpan>? UplinkDelay { get; init; }

    /// <summary>The same from the target.</summary>
    public Func<int, TimeSpan>? DownlinkDelay { get; init; }

    /// <summary>By which the delays are waited for.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>From now on nothing gets through and nobody is told: what is sent lies in the wire, new connections get no answer.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _cut ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends a cut. Connections that lived through it are reset, as by a network that has forgotten them.</summary>
    public void Restore()
    {
        TaskCompletionSource? cut;
        lock (_gate)
        {
            (cut, _cut) = (_cut, null);
        }

        Reset();
        cut?.TrySetResult();
    }

    /// <summary>Resets every connection there is.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            foreach (var connection in _connections)
            {
                connection.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Restore();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> running = [];
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                running.RemoveAll(task => task.IsCompleted);
                running.Add(CarryAsync(socket));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped, perhaps between two connections: then the listener is no listener any more.
            await Task.WhenAll(running);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using var connection = new Connection(near, new Socket(SocketType.Stream, ProtocolType.Tcp));
        lock (_gate)
        {
            _connections.Add(connection);
        }

        try
        {
            await NotCutAsync();
            if (Target is { } target)
            {
                await connection.Far.ConnectAsync(target.Host, target.Port, _stop.Token);
                await Task.WhenAny(PumpAsync(near, connection.Far, UplinkDelay), PumpAsync(connection.Far, near, DownlinkDelay));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone: so is the other below.
        }
        finally
        {
            lock (_gate)
            {
                _connections.Remove(connection);
            }

            connection.Close();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Func<int, TimeSpan>? delay)
    {
        try
        {
            await (delay is null
                ? CarryAtOnceAsync(from, to)
                : new DelayedWire(delay, Time).CarryAsync(from, bytes => DeliverAsync(bytes, to), _stop.Token));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Ends the other direction too.
        }
    }

    private async Task CarryAtOnceAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
        {
            await DeliverAsync(buffer.AsMemory(0, read), to);
        }
    }

    private async Task DeliverAsync(ReadOnlyMemory<byte> bytes, Socket to)
    {
        await NotCutAsync();
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await to.SendAsync(bytes[sent..], _stop.Token);
        }

        Interlocked.Add(ref _bytes, bytes.Length);
    }

    private Task NotCutAsync()
    {
        lock (_gate)
        {
            return _cut?.Task ?? Task.CompletedTask;
        }
    }

    private sealed class Connection(Socket near, Socket far) : IDisposable
    {
        public Socket Far => far;

        public void Close()
        {
            // Without lingering a close is a reset.
            foreach (var socket in (ReadOnlySpan<Socket>)[near, far])
            {
                try
                {
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                }
                catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
                {
                    // Closed already.
                }

                socket.Dispose();
            }
        }

        public void Dispose() => Close();
    }
}
