using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>
/// A stored sample but for its key: [received − source, zigzag varint][type and flags][status when not Good, 4][payload]. What
/// follows the varint is the sample's content: equal bytes are an equal value and status, bit for bit. A filled sample's varint is
/// a byte longer than it need be, its last byte zero.
/// </summary>
internal static class RowValue
{
    private const int TypeMask = 0x1f;
    private const int HasStatus = 0x20;
    private const int IsComposite = 0x40;
    private const uint InfoBits = 0x0fff;

    /// <summary>Appends the bytes; returns how many of them come before the content.</summary>
    public static int Write(in Sample sample, ArrayBufferWriter<byte> output)
    {
        var start = output.WrittenCount;
        WriteVarint(output, unchecked(sample.ReceivedTicks - sample.SourceTicks), sample.IsFilled);
        var contentStart = output.WrittenCount - start;
        var value = sample.Value;
        var composite = value.Kind == ValueKind.Composite && value.DataType != DataType.Null;
        var flags = (sample.Status == Quality.Good ? 0 : HasStatus) | (composite ? IsComposite : 0);
        WriteByte(output, (byte)((int)value.DataType | flags));
        if (sample.Status != Quality.Good)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(sizeof(uint)), sample.Status);
            output.Advance(sizeof(uint));
        }

        if (composite)
        {
            PointValueCodec.Encode(value, output);
        }
        else
        {
            WritePayload(output, value);
        }

        return contentStart;
    }

    /// <summary>The content part of a stored value.</summary>
    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> row)
    {
        var length = 1;
        while (row[length - 1] >= 0x80)
        {
            length++;
        }

        return row[length..];
    }

    /// <summary>
    /// Whether both are the same sample: their contents are equal or, where one was read from the machine's history, differ only in the
    /// bits that a server adds to a status on the way (Part 4 §7.39.1: limit and overflow live, what a stored value is in history).
    /// </summary>
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var leftContent = ContentOf(left);
        var rightContent = ContentOf(right);
        return leftContent.SequenceEqual(rightContent)
            || ((IsFilled(left[..^leftContent.Length]) || IsFilled(right[..^rightContent.Length])) && AreAlike(leftContent, rightContent));
    }

    /// <summary>How long after its source time the gateway received the stored value, in ticks.</summary>
    public static long DelayOf(ReadOnlySpan<byte> row) => ReadVarint(ref row);

    /// <summary>A hash of the content that stays the same from run to run (FNV-1a, 64 bits).</summary>
    public static ulong HashOf(ReadOnlySpan<byte> content)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var value in content)
        {
            hash = (hash ^ value) * 1_099_511_628_211;
        }

        return hash;
    }

    /// <summary>The sample back.</summary>
    /// <exception cref="HistorianException">The bytes are no row: the files are damaged.</exception>
    public static Sample Read(int point, long ticks, ReadOnlySpan<byte> row)
    {
        try
        {
            var rest = row;
            var received = unchecked(ticks + ReadVarint(ref rest));
            var isFilled = IsFilled(row[..^rest.Length]);
            var head = rest[0];
            rest = rest[1..];
            var status = Quality.Good;
            if ((head & HasStatus) != 0)
            {
                status = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                rest = rest[sizeof(uint)..];
            }

            return new Sample(point, ReadValue(head, rest), status, ticks, received) { IsFilled = isFilled };
        }
        catch (Exception damage) when (damage is ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged(point, ticks);
        }
    }

    private static bool IsFilled(ReadOnlySpan<byte> varint) => varint.Length > 1 && varint[^1] == 0;

    private static bool AreAlike(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        (left[0] & ~HasStatus) == (right[0] & ~HasStatus)
        && TakeCode(ref left) == TakeCode(ref right)
        && left.SequenceEqual(right);

    /// <summary>Takes type and status off a content; gives the status without its info bits.</summary>
    private static uint TakeCode(ref ReadOnlySpan<byte> content)
    {
        var status = (content[0] & HasStatus) == 0 ? Quality.Good : BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
        content = content[((content[0] & HasStatus) == 0 ? 1 : 1 + sizeof(uint))..];
        return status & ~InfoBits;
    }

    private static Value ReadValue(byte head, ReadOnlySpan<byte> payload)
    {
        var type = (DataType)(head & TypeMask);
        if ((head & IsComposite) != 0)
        {
            return PointValueCodec.TryDecode(payload, out var value)
                ? value
                : throw new ArgumentException("The payload is no value.", nameof(payload));
        }

        return ValueKinds.OfScalar(type) switch
        {
            ValueKind.Boolean => Value.Of(payload[0] != 0),
            ValueKind.Integer or ValueKind.Unsigned => Value.OfBits(type, ReadVarint(ref payload)),
            ValueKind.Float => Value.OfBits(type, BinaryPrimitives.ReadUInt32LittleEndian(payload)),
            ValueKind.Double => Value.OfBits(type, BinaryPrimitives.ReadInt64LittleEndian(payload)),
            ValueKind.Text => Value.Of(type, Encoding.UTF8.GetString(payload)),
            ValueKind.Bytes when type == DataType.Guid => Value.Of(new Guid(payload)),
            ValueKind.Bytes => Value.Of(type, payload.ToArray()),
            _ => Value.Null,
        };
    }

    private static void WritePayload(ArrayBufferWriter<byte> output, in Value value)
    {
        switch (ValueKinds.OfScalar(value.DataType))
        {
            case ValueKind.Boolean:
                WriteByte(output, (byte)value.Bits);
                break;
            case ValueKind.Integer or ValueKind.Unsigned:
                WriteVarint(output, value.Bits);
                break;
            case ValueKind.Float:
                BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(sizeof(uint)), (uint)value.Bits);
                output.Advance(sizeof(uint));
                break;
            case ValueKind.Double:
                BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), value.Bits);
                output.Advance(sizeof(long));
                break;
            case ValueKind.Text when value.AsText() is { } text:
                Encoding.UTF8.GetBytes(text, output);
                break;
            case ValueKind.Bytes when value.AsGuid() is { } guid:
                guid.TryWriteBytes(output.GetSpan(16));
                output.Advance(16);
                break;
            case ValueKind.Bytes when value.AsBytes() is { } bytes:
                output.Write(bytes);
                break;
            default:
                break;
        }
    }

    private static void WriteByte(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, long value, bool isLonger = false)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var span = output.GetSpan(11);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
        {
            span[length++] = (byte)(rest | 0x80);
        }

        span[length++] = (byte)rest;
        if (isLonger)
        {
            span[length - 1] |= 0x80;
            span[length++] = 0;
        }

        output.Advance(length);
    }

    private static long ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var index = 0; ; index++)
        {
            value |= (ulong)(bytes[index] & 0x7f) << (index * 7);
            if (bytes[index] < 0x80)
            {
                bytes = bytes[(index + 1)..];
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }

    private static HistorianException Damaged(int point, long ticks) =>
        new($"The row of point {point} at tick {ticks} is damaged.");
}
