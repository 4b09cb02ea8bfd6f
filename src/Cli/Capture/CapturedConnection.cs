using System.Net;
using System.Net.Sockets;
using IndustrialGateway.Cli.Relay;

namespace IndustrialGateway.Cli.Capture;

/// <summary>
/// Puts what one connection carried into packets as they could have been on the wire: a handshake, segments with right numbers, an end.
/// Sizes and times are those of the reads here, not of the network's own packets.
/// </summary>
internal sealed class CapturedConnection : IRelayObserver
{
    private const int MaxSegment = 32 * 1024;

    private readonly Lock _ordering = new();
    private readonly PcapNgWriter _capture;
    private readonly TimeProvider _time;
    private readonly KeyFollower? _keys;
    private readonly TcpPacket _up;
    private readonly TcpPacket _down;
    private uint _upSequence;
    private uint _downSequence;

    /// <param name="far">The socket that is connected to the server.</param>
    /// <param name="keys">Null when the keys are not known here.</param>
    public CapturedConnection(Socket far, PcapNgWriter capture, KeyFollower? keys, TimeProvider time)
    {
        _keys = keys;
        _capture = capture;
        _time = time;
        var local = (IPEndPoint)far.LocalEndPoint!; // connected
        var remote = (IPEndPoint)far.RemoteEndPoint!;
        _up = new TcpPacket(local, remote);
        _down = new TcpPacket(remote, local);
        Write(_up, TcpFlags.Syn, _upSequence++, 0, []);
        Write(_down, TcpFlags.Syn | TcpFlags.Ack, _downSequence++, _upSequence, []);
        Write(_up, TcpFlags.Ack, _upSequence, _downSequence, []);
    }

    public void Up(ReadOnlySpan<byte> bytes)
    {
        lock (_ordering)
        {
            _keys?.Follow();
            Carry(_up, bytes, ref _upSequence, _downSequence);
        }
    }

    public void Down(ReadOnlySpan<byte> bytes)
    {
        lock (_ordering)
        {
            Carry(_down, bytes, ref _downSequence, _upSequence);
        }
    }

    public void Ended()
    {
        lock (_ordering)
        {
            Write(_up, TcpFlags.Fin | TcpFlags.Ack, _upSequence++, _downSequence, []);
            Write(_down, TcpFlags.Fin | TcpFlags.Ack, _downSequence++, _upSequence, []);
        }
    }

    private void Carry(TcpPacket way, ReadOnlySpan<byte> bytes, ref uint sequence, uint acknowledged)
    {
        while (!bytes.IsEmpty)
        {
            var segment = bytes[..Math.Min(MaxSegment, bytes.Length)];
            Write(way, TcpFlags.Push | TcpFlags.Ack, sequence, acknowledged, segment);
            sequence += (uint)segment.Length;
            bytes = bytes[segment.Length..];
        }
    }

    private void Write(TcpPacket way, TcpFlags flags, uint sequence, uint acknowledged, ReadOnlySpan<byte> payload) =>
        _capture.WritePacket(_time.GetUtcNow(), way.Make(flags, sequence, acknowledged, payload));
}
