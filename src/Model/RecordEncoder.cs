using System.Buffers;
using System.Buffers.Binary;

namespace IndustrialGateway.Model;

/// <summary>
/// Makes records (values.proto, Record) from samples, by the column and byte for byte as the generated code would;
/// keeps its buffers, so that a number costs no allocation. One thread at a time.
/// </summary>
/// <param name="maxBytes">
/// Rows are taken until texts and other sizeable values reach this many bytes; a first row that is larger still goes alone.
/// </param>
public sealed class RecordEncoder(int maxBytes = RecordEncoder.DefaultMaxBytes)
{
    /// <summary>No record holds more rows.</summary>
    public const int MaxRows = 8192;

    public const int DefaultMaxBytes = 256 * 1024;

    private const int ChecksumBytes = 5;
    private const byte ChecksumTag = (1 << 3) | 5;
    private const byte SamplesTag = (2 << 3) | 2;
    private const byte GapTag = (3 << 3) | 2;

    private readonly BatchColumns _columns = new(maxBytes);
    private readonly WireColumn _gap = new();

    /// <summary>Writes one record with as many of the rows as it may hold.</summary>
    /// <returns>How many rows it took, from the first on: at least one of a non-empty span. Call again with the rest.</returns>
    public int Encode(ReadOnlySpan<AliasedSample> rows, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var taken = _columns.Fill(rows);
        var length = _columns.EncodedLength;
        var total = ChecksumBytes + 1 + WireColumn.VarintSize((uint)length) + length;
        var span = output.GetSpan(total)[..total];
        var position = WriteTagAndLength(span, ChecksumBytes, SamplesTag, length);
        _columns.WriteTo(span[position..]);
        Seal(span);
        output.Advance(total);
        return taken;
    }

    /// <summary>Writes the bytes of a SampleBatch alone, without the record around it; else as <see cref="Encode"/>.</summary>
    public int EncodeBatch(ReadOnlySpan<AliasedSample> rows, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var taken = _columns.Fill(rows);
        var length = _columns.EncodedLength;
        _columns.WriteTo(output.GetSpan(length)[..length]);
        output.Advance(length);
        return taken;
    }

    /// <summary>Writes one record with a GapReport.</summary>
    public void EncodeGap(Gap gap, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(gap);
        ArgumentNullException.ThrowIfNull(output);
        GapCodec.Write(_gap, gap);
        var total = ChecksumBytes + 1 + WireColumn.VarintSize((uint)_gap.Length) + _gap.Length;
        var span = output.GetSpan(total)[..total];
        var position = WriteTagAndLength(span, ChecksumBytes, GapTag, _gap.Length);
        _gap.Written.CopyTo(span[position..]);
        Seal(span);
        output.Advance(total);
    }

    private static int WriteTagAndLength(Span<byte> span, int position, byte tag, int length)
    {
        span[position++] = tag;
        var value = (uint)length;
        while (value >= 0x80)
        {
            span[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[position++] = (byte)value;
        return position;
    }

    private static void Seal(Span<byte> record)
    {
        record[0] = ChecksumTag;
        BinaryPrimitives.WriteUInt32LittleEndian(record[1..], Checksum.Of(record[ChecksumBytes..]));
    }
}
