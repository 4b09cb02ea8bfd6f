using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace IndustrialGateway.Cli.Capture;

/// <summary>The control bits of a TCP header (RFC 9293 §3.1).</summary>
[Flags]
internal enum TcpFlags : byte
{
    Fin = 0x01,
    Syn = 0x02,
    Push = 0x08,
    Ack = 0x10,
}

/// <summary>Makes the packets of one direction of a connection: IPv4 or IPv6, then TCP. Checksums that nobody checks are zero.</summary>
internal sealed class TcpPacket(IPEndPoint from, IPEndPoint to)
{
    private const int TcpHeader = 20;
    private const int IPv4Header = 20;
    private const int IPv6Header = 40;
    private const byte Tcp = 6;
    private const byte HopLimit = 64;

    private readonly IPAddress _from = Plain(from.Address);
    private readonly IPAddress _to = Plain(to.Address);

    public byte[] Make(TcpFlags flags, uint sequence, uint acknowledged, ReadOnlySpan<byte> payload)
    {
        var isV6 = _from.AddressFamily == AddressFamily.InterNetworkV6;
        var packet = new byte[(isV6 ? IPv6Header : IPv4Header) + TcpHeader + payload.Length];
        var tcp = isV6 ? WriteV6(packet) : WriteV4(packet);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledged);
        tcp[12] = TcpHeader / 4 << 4;
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue); // window
        payload.CopyTo(tcp[TcpHeader..]);
        return packet;
    }

    private Span<byte> WriteV4(Span<byte> packet)
    {
        packet[0] = 0x45; // version 4, five words
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = HopLimit;
        packet[9] = Tcp;
        _from.TryWriteBytes(packet[12..], out _);
        _to.TryWriteBytes(packet[16..], out _);
        return packet[IPv4Header..];
    }

    private Span<byte> WriteV6(Span<byte> packet)
    {
        packet[0] = 0x60; // version 6
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - IPv6Header));
        packet[6] = Tcp;
        packet[7] = HopLimit;
        _from.TryWriteBytes(packet[8..], out _);
        _to.TryWriteBytes(packet[24..], out _);
        return packet[IPv6Header..];
    }

    // A socket of both families calls an IPv4 peer ::ffff:192.0.2.1.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
