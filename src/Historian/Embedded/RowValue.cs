using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>
/// A stored sample but for its key: [<see cref="RowHead"/>][type and flags][status when not Good, 4][payload]. What follows the head is
/// the sample's content: equal bytes are an equal value and status, bit for bit.
/// </summary>
internal static class RowValue
{
    private const int TypeMask = 0x1f;
    private const int HasStatus = 0x20;
    private const int IsComposite = 0x40;
    private const uint InfoBits = 0x0fff;

    /// <summary>Appends the bytes.</summary>
    /// <param name="sample">What is stored.</param>
    /// <param name="overtaking">The place of its record, when one before it is not stored yet.</param>
    /// <param name="output">Takes the bytes.</param>
    public static void Write(in Sample sample, RecordPlace? overtaking, ArrayBufferWriter<byte> output)
    {
        RowHead.Write(unchecked(sample.ReceivedTicks - sample.SourceTicks), sample.IsFilled, overtaking, output);
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
    }

    /// <summary>The content part of a stored value.</summary>
    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> row) => row[RowHead.Read(row).Length..];

    /// <summary>
    /// Whether both are the same sample: their contents are equal or, where one was read from the machine's history, differ only in the
    /// bits that a server adds to a status on the way (Part 4 §7.39.1: limit and overflow live, what a stored value is in history).
    /// </summary>
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var (leftHead, rightHead) = (RowHead.Read(left), RowHead.Read(right));
        var leftContent = left[leftHead.Length..];
        var rightContent = right[rightHead.Length..];
        return leftContent.SequenceEqual(rightContent)
            || ((leftHead.IsFilled || rightHead.IsFilled) && AreAlike(leftContent, rightContent));
    }

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
            var head = RowHead.Read(row);
            var typeAndFlags = row[head.Length];
            var rest = row[(head.Length + 1)..];
            var status = Quality.Good;
            if ((typeAndFlags & HasStatus) != 0)
            {
                status = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                rest = rest[sizeof(uint)..];
            }

            return new Sample(point, ReadValue(typeAndFlags, rest), status, ticks, unchecked(ticks + head.Delay)) { IsFilled = head.IsFilled };
        }
        catch (Exception damage) when (damage is ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged(point, ticks);
        }
    }

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
            ValueKind.Integer or ValueKind.Unsigned => Value.OfBits(type, Varint.UnZigZag(Varint.Read(ref payload))),
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
                Varint.Write(output, Varint.ZigZag(value.Bits));
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

    private static HistorianException Damaged(int point, long ticks) =>
        new($"The row of point {point} at tick {ticks} is damaged.");
}
