using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>A line between a gateway and an unsecured machine on which every acknowledgement that passes can be seen.</summary>
internal sealed class WatchedLine : IAsyncDisposable
{
    // Part 6: message header, secure channel id, token id, sequence header; a node id of four bytes with PublishRequest's number.
    private const int BodyStart = 24;
    private const int PublishRequest = 826;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _machine;
    private readonly Task _running;
    private int _publishRequests;

    public WatchedLine(Uri machine)
    {
        _machine = machine;
        _listener.Start();
        _running = AcceptAsync();
    }

    public Uri Endpoint => new($"opc.tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int PublishRequests => Volatile.Read(ref _publishRequests);

    /// <summary>The sequence numbers that the gateway has acknowledged, in order.</summary>
    public ConcurrentQueue<uint> Acknowledged { get; } = [];

    /// <summary>Called before an acknowledgement goes on to the machine.</summary>
    public Action<uint> Acknowledging { get; set; } = _ => { };

    /// <summary>Called with the encoding id of each request before it goes on to the machine, and waited for.</summary>
    public Func<ushort, Task> Passing { get; set; } = _ => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> lines = [];
        while (!_stop.IsCancellationRequested)
        {
            var gateway = await _listener.AcceptTcpClientAsync(_stop.Token);
            lines.Add(ServeAsync(gateway));
        }

        await Task.WhenAll(lines);
    }

    private async Task ServeAsync(TcpClient gateway)
    {
        using var ours = gateway;
        using var machine = new TcpClient();
        await machine.ConnectAsync(_machine.Host, _machine.Port, _stop.Token);
        var back = machine.GetStream().CopyToAsync(gateway.GetStream(), _stop.Token);
        await Task.WhenAny(back, ForwardAsync(gateway.GetStream(), machine.GetStream()));
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        var message = new byte[1 << 20];
        while (true)
        {
            await from.ReadExactlyAsync(message.AsMemory(0, 8), _stop.Token);
            var length = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(4));
            await from.ReadExactlyAsync(message.AsMemory(8, length - 8), _stop.Token);
            if (message.AsSpan(0, 4).SequenceEqual("MSGF"u8))
            {
                Watch(message.AsSpan(BodyStart, length - BodyStart));
                await Passing(TypeOf(message.AsSpan(BodyStart)));
            }

            await to.WriteAsync(message.AsMemory(0, length), _stop.Token);
        }
    }

    private static ushort TypeOf(ReadOnlySpan<byte> body) => body[0] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(body[2..]) : default;

    private void Watch(ReadOnlySpan<byte> body)
    {
        if (TypeOf(body) != PublishRequest)
        {
            return;
        }

        var reader = new UaReader(body[4..], CodecLimits.Server);
        reader.ReadNodeId(); // authentication token
        reader.Take(8 + 4 + 4); // time, handle, diagnostics
        reader.ReadString(); // audit entry
        reader.Take(4 + 3); // timeout, additional header (none)
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            reader.ReadUInt32(); // subscription
            var sequenceNumber = reader.ReadUInt32();
            Acknowledging(sequenceNumber);
            Acknowledged.Enqueue(sequenceNumber);
        }

        Interlocked.Increment(ref _publishRequests);
    }
}
