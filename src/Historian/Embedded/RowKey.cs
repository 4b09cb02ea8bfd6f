using System.Buffers.Binary;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Keys that sort as history is read: day, point, source time, order of arrival; big-endian, signs flipped.</summary>
internal static class RowKey
{
    public const int MaxLength = PrefixLength + sizeof(ulong) + sizeof(ushort) + sizeof(uint);

    /// <summary>Day and point.</summary>
    public const int PrefixLength = DayLength + sizeof(uint);

    public const int DayLength = sizeof(uint);

    private const int InstantLength = PrefixLength + sizeof(ulong);
    private const long TicksPerDay = 864_000_000_000;
    private const ulong SignBit = 1UL << 63;
    private const uint SignBit32 = 1U << 31;

    /// <summary>The UTC day since 1601 of an instant; before it negative.</summary>
    public static int DayOf(long ticks)
    {
        var (day, rest) = Math.DivRem(ticks, TicksPerDay);
        return (int)(rest < 0 ? day - 1 : day);
    }

    public static long FirstTicksOf(int day) =>
        (long)Int128.Clamp((Int128)day * TicksPerDay, long.MinValue, long.MaxValue);

    public static long LastTicksOf(int day) =>
        (long)Int128.Clamp((((Int128)day + 1) * TicksPerDay) - 1, long.MinValue, long.MaxValue);

    /// <summary>Writes the key and returns its length. Ordinals from 65,535 on take four bytes more.</summary>
    public static int Write(Span<byte> key, int point, long ticks, uint ordinal)
    {
        WritePrefix(key, DayOf(ticks), point);
        BinaryPrimitives.WriteUInt64BigEndian(key[PrefixLength..], (ulong)ticks ^ SignBit);
        BinaryPrimitives.WriteUInt16BigEndian(key[InstantLength..], (ushort)Math.Min(ordinal, ushort.MaxValue));
        if (ordinal < ushort.MaxValue)
        {
            return InstantLength + sizeof(ushort);
        }

        BinaryPrimitives.WriteUInt32BigEndian(key[(InstantLength + sizeof(ushort))..], ordinal);
        return MaxLength;
    }

    public static void WritePrefix(Span<byte> key, int day, int point)
    {
        BinaryPrimitives.WriteUInt32BigEndian(key, (uint)day ^ SignBit32);
        BinaryPrimitives.WriteUInt32BigEndian(key[sizeof(uint)..], (uint)point ^ SignBit32);
    }

    public static HistoryPosition PositionOf(ReadOnlySpan<byte> key)
    {
        var ticks = (long)(BinaryPrimitives.ReadUInt64BigEndian(key[PrefixLength..]) ^ SignBit);
        uint ordinal = BinaryPrimitives.ReadUInt16BigEndian(key[InstantLength..]);
        return new HistoryPosition(ticks, ordinal < ushort.MaxValue
            ? ordinal
            : BinaryPrimitives.ReadUInt32BigEndian(key[(InstantLength + sizeof(ushort))..]));
    }

    /// <summary>The key of the index entry for one content at one instant.</summary>
    public static int WriteIndex(Span<byte> key, int point, long ticks, ulong hash)
    {
        BinaryPrimitives.WriteUInt32BigEndian(key, (uint)point ^ SignBit32);
        BinaryPrimitives.WriteUInt64BigEndian(key[sizeof(uint)..], (ulong)ticks ^ SignBit);
        BinaryPrimitives.WriteUInt64BigEndian(key[(sizeof(uint) + sizeof(ulong))..], hash);
        return sizeof(uint) + sizeof(ulong) + sizeof(ulong);
    }
}
