using System.Buffers.Binary;
using System.Security.Cryptography;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>What a segment file begins with, kept twice in different pages: 72 bytes at 0 and at 4096.</summary>
/// <param name="Epoch">The buffer that the segment belongs to.</param>
/// <param name="BaseSequence">The first sequence that may stand in it; records from here on in older segments do not count.</param>
/// <param name="SamplesBefore">The samples of all records before.</param>
/// <param name="AcknowledgedBefore">Acknowledged when the segment was made: a lower bound should the cursor be lost.</param>
/// <param name="Created">When the first record was appended for which it was made, UTC ticks.</param>
/// <param name="Salt">Random; seeds the records' checksums.</param>
/// <param name="Lived">How long the buffer had been open by then, in all its runs, ticks; 0 = not known, as before formats with an age.</param>
internal readonly record struct SegmentHeader(
    UInt128 Epoch, long BaseSequence, long SamplesBefore, long AcknowledgedBefore, long Created, uint Salt, long Lived)
{
    private const int Format = 1;
    public const int DataStart = 4096 + 128;
    private const int Size = 72;
    private const int CopyOffset = 4096;
    private const ulong Magic = 0x3147_4553_4647_5749;

    public static uint NewSalt() => (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);

    public void Write(IDiskFile file)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[8..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], BaseSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], SamplesBefore);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], AcknowledgedBefore);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], Created);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[56..], Salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[60..], Lived);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[68..], Crc32C.Of(0, bytes[..68]));
        file.Write(bytes, 0);
        file.Write(bytes, CopyOffset);
    }

    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static bool TryRead(IDiskFile file, string path, out SegmentHeader header) =>
        TryRead(file, 0, path, out header) || TryRead(file, CopyOffset, path, out header);

    private static bool TryRead(IDiskFile file, long offset, string path, out SegmentHeader header)
    {
        Span<byte> bytes = stackalloc byte[Size];
        header = default;
        try
        {
            if (file.Read(bytes, offset) < Size)
            {
                return false;
            }
        }
        catch (IOException)
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]) != Crc32C.Of(0, bytes[..68])
            || FileFormat.Read(BinaryPrimitives.ReadUInt64LittleEndian(bytes), Magic, Format, path) is null)
        {
            return false;
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[56..]),
            Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(bytes[60..])));
        return true;
    }
}
