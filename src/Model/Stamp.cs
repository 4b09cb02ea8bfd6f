using System.Buffers.Binary;

namespace IndustrialGateway.Model;

/// <summary>The test packets of STAMP, the Simple Two-Way Active Measurement Protocol, without authentication (RFC 8762 §4.2.1 and §4.3.1).</summary>
public static class Stamp
{
    /// <summary>Of either packet at least; a longer one is answered by one as long.</summary>
    public const int Bytes = 44;

    /// <summary>Nobody needs more than what an Ethernet frame holds.</summary>
    public const int MaxBytes = 1500;

    // Where the fields are. The session's id (RFC 8972 §3) lies in what RFC 8762 leaves zero.
    private const int TimeAt = 4;
    private const int ErrorAt = 12;
    private const int SessionAt = 14;
    private const int ReceivedAt = 16;
    private const int SenderSequenceAt = 24;
    private const int SenderErrorAt = 36;
    private const int SenderTtlAt = 40;

    // NTP's format, a multiplier of 1 and a scale of 0: the clock's error is not known (RFC 4656 §4.1.2).
    private const ushort ErrorEstimate = 1;
    private const byte UnknownTtl = 255;
    private const long SecondsFrom1900To1970 = 2_208_988_800;

    public static void WriteTest(Span<byte> packet, uint sequence, ushort session, DateTimeOffset now)
    {
        packet[..Bytes].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(packet, sequence);
        WriteTime(packet[TimeAt..], now);
        BinaryPrimitives.WriteUInt16BigEndian(packet[ErrorAt..], ErrorEstimate);
        BinaryPrimitives.WriteUInt16BigEndian(packet[SessionAt..], session);
    }

    /// <summary>
    /// Whether it is a sender's packet: what only an answer fills is zero, so that two reflectors never answer one another for ever.
    /// </summary>
    public static bool IsTest(ReadOnlySpan<byte> packet) =>
        packet.Length is >= Bytes and <= MaxBytes && !packet[ReceivedAt..Bytes].ContainsAnyExcept((byte)0);

    /// <summary>Makes the answer of a stateless reflector out of a test packet, in place; false = it is none.</summary>
    public static bool TryReflect(Span<byte> packet, DateTimeOffset received, DateTimeOffset now)
    {
        if (!IsTest(packet))
        {
            return false;
        }

        packet[..ErrorAt].CopyTo(packet[SenderSequenceAt..]);
        packet.Slice(ErrorAt, sizeof(ushort)).CopyTo(packet[SenderErrorAt..]);
        packet[(SenderErrorAt + sizeof(ushort))..Bytes].Clear();
        packet[SenderTtlAt] = UnknownTtl;
        WriteTime(packet[TimeAt..], now);
        BinaryPrimitives.WriteUInt16BigEndian(packet[ErrorAt..], ErrorEstimate);
        WriteTime(packet[ReceivedAt..], received);
        return true;
    }

    /// <summary>Reads a reflector's answer; false = it is none of this session's.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> packet, ushort session, out uint sequence)
    {
        sequence = packet.Length < Bytes ? 0 : BinaryPrimitives.ReadUInt32BigEndian(packet[SenderSequenceAt..]);
        // A reflector that knows RFC 8762 only may have left the id out.
        return packet.Length >= Bytes && BinaryPrimitives.ReadUInt16BigEndian(packet[SessionAt..]) is var id && (id == session || id == 0);
    }

    private static void WriteTime(Span<byte> at, DateTimeOffset time)
    {
        var (seconds, ticks) = Math.DivRem((time - DateTimeOffset.UnixEpoch).Ticks, TimeSpan.TicksPerSecond);
        BinaryPrimitives.WriteUInt32BigEndian(at, unchecked((uint)(seconds + SecondsFrom1900To1970)));
        BinaryPrimitives.WriteUInt32BigEndian(at[4..], (uint)((ulong)ticks * (1UL << 32) / TimeSpan.TicksPerSecond));
    }
}
