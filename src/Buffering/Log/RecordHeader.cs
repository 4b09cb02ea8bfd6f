using System.Buffers.Binary;

namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// What stands before each record: 48 bytes, little-endian, at a multiple of 8. The header's own CRC makes the length
/// trustworthy, so that a damaged payload costs one record and a damaged header is found again at the next good one.
/// </summary>
/// <param name="Length">The payload's bytes.</param>
/// <param name="Sequence">1, 2, 3 ... without holes.</param>
/// <param name="SamplesBefore">The samples of all records before this one since the buffer was made: tells what a hole held.</param>
/// <param name="Samples">The record's samples.</param>
/// <param name="Time">When it was appended, UTC ticks.</param>
/// <param name="Behind">How many records before this one were not yet known durable when it was written.</param>
internal readonly record struct RecordHeader(int Length, long Sequence, long SamplesBefore, int Samples, long Time, int Behind)
{
    public const int Size = 48;

    /// <summary>The first sequence that was not surely durable when this record was written.</summary>
    public long CertainBefore => Sequence - Behind;

    /// <summary>Bytes of header, payload and padding.</summary>
    public int Extent => ExtentOf(Length);

    public static int ExtentOf(int length) => Size + ((length + 7) & ~7);

    /// <summary>Lays the header out; <see cref="Seal"/> completes it once the segment is known.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], SamplesBefore);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Time);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], Samples);
        BinaryPrimitives.WriteInt32LittleEndian(target[36..], Behind);
        BinaryPrimitives.WriteUInt64LittleEndian(target[40..], 0);
    }

    /// <summary>Sets what belongs to one writing of a record (how far behind it is) and both checksums.</summary>
    public static void Seal(Span<byte> record, int length, int behind, uint salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record[36..], behind);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Of(salt ^ (uint)length, record.Slice(Size, length)));
        BinaryPrimitives.WriteUInt32LittleEndian(record[44..], Crc32C.Of(salt, record[..44]));
    }

    public static int ReadLength(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record);

    public static long ReadSequence(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[8..]);

    public static long ReadTime(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[24..]);

    /// <summary>False when these 48 bytes are not a header of the segment with this salt.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, uint salt, out RecordHeader header)
    {
        header = default;
        if (BinaryPrimitives.ReadInt64LittleEndian(source[8..]) < 1
            || BinaryPrimitives.ReadUInt32LittleEndian(source[44..]) != Crc32C.Of(salt, source[..44]))
        {
            return false;
        }

        header = new RecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[36..]));
        return header is { Length: >= 0, Samples: >= 0, SamplesBefore: >= 0, Behind: >= 0 };
    }

    /// <summary>Whether the payload behind a good header is as written.</summary>
    public bool Fits(ReadOnlySpan<byte> record, uint salt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Crc32C.Of(salt ^ (uint)Length, record.Slice(Size, Length));
}
