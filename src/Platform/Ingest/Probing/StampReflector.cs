using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Hosting;

namespace IndustrialGateway.Platform.Ingest.Probing;

/// <summary>
/// Answers the packets with which gateways measure their paths, at the ingest address by UDP: a stateless reflector of STAMP
/// (RFC 8762 §4.3), whose answer is never longer than the question.
/// </summary>
internal sealed partial class StampReflector(
    PlatformSettings settings, Listeners listeners, TimeProvider time, ILogger<StampReflector> logger) : IHostedLifecycleService, IDisposable
{
    private const int PacketsPerSecond = 20_000; // of 2,000 paths
    private const int MaxSockets = 64;

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<IPAddress, Socket> _sockets = [];
    private readonly ConcurrentBag<Task> _listening = [];
    private readonly SecondRate _rate = new(PacketsPerSecond, time);
    private int _port;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Listens where the gateways' streams come in, once that is known.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (settings.AnswerProbes)
        {
            _port = listeners.IngestAddress.Port;
            var address = settings.Ingest.Listen.Address;
            Open(address);
            if (address.Equals(IPAddress.IPv6Any))
            {
                Open(IPAddress.Any); // as the streams' listener takes both
            }
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        await Task.WhenAll(_listening);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _end.Dispose();
    }

    private void Open(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.SetSocketOption(
                address.AddressFamily == AddressFamily.InterNetworkV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP,
                SocketOptionName.PacketInformation,
                true);
            socket.Bind(new IPEndPoint(address, _port));
            if (_sockets.TryAdd(address, socket))
            {
                _listening.Add(ReflectAsync(socket, IsAny(address)));
                return;
            }
        }
        catch (SocketException failure)
        {
            LogNotAnswering(address, _port, failure.Message);
        }

        socket.Dispose();
    }

    private async Task ReflectAsync(Socket socket, bool isAny)
    {
        var packet = new byte[Stamp.MaxBytes + 1];
        var anybody = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var got = await socket.ReceiveMessageFromAsync(packet, SocketFlags.None, anybody, _end.Token);
                var received = time.GetUtcNow();
                if (Stamp.IsTest(packet.AsSpan(0, got.ReceivedBytes)) && _rate.TryTake() && Stamp.TryReflect(packet.AsSpan(0, got.ReceivedBytes), received, time.GetUtcNow()))
                {
                    await socket.SendToAsync(packet.AsMemory(0, got.ReceivedBytes), SocketFlags.None, got.RemoteEndPoint, _end.Token);
                    AnswerFrom(got.PacketInformation.Address, isAny);
                }
            }
            catch (SocketException)
            {
                // One packet could not be answered; the next can.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>A host of several addresses must answer from the one that was asked: that takes a socket of its own.</summary>
    private void AnswerFrom(IPAddress asked, bool isAny)
    {
        if (isAny && !_sockets.ContainsKey(asked) && _sockets.Count < MaxSockets)
        {
            Open(asked);
        }
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    [LoggerMessage(LogLevel.Warning, "Packets that measure paths are not answered at {Address}, UDP port {Port}: {Reason}. Gateways do without them; "
        + "free the port, or say 'probes: false' under 'ingest'")]
    private partial void LogNotAnswering(IPAddress address, int port, string reason);
}
