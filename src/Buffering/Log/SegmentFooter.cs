using System.Buffers.Binary;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>What a sealed segment ends with: 64 bytes that spare the next start a scan.</summary>
/// <param name="DataEnd">The offset after the last record, where the footer stands.</param>
/// <param name="NextSequence">The sequence after the last record.</param>
/// <param name="SamplesNext">The samples of all records up to here.</param>
/// <param name="LastTime">When the last record was appended, UTC ticks.</param>
/// <param name="CertainBefore">Records below were surely durable; a hole from here on may be a group that a crash cut short.</param>
/// <param name="LastLived">How long the buffer had been open when the last record was appended, ticks; 0 = not known.</param>
internal readonly record struct SegmentFooter(
    long DataEnd, long NextSequence, long SamplesNext, long LastTime, long CertainBefore, long LastLived)
{
    public const int Size = 64;
    private const ulong Magic = 0x3144_4E45_4647_5749;

    public void Write(IDiskFile file, uint salt)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], DataEnd);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], NextSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], SamplesNext);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], LastTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], CertainBefore);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[48..], LastLived);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[60..], Crc32C.Of(salt, bytes[..60]));
        file.Write(bytes, DataEnd);
    }

    public static bool TryRead(IDiskFile file, in SegmentHeader header, out SegmentFooter footer)
    {
        Span<byte> bytes = stackalloc byte[Size];
        footer = default;
        var offset = file.Length - Size;
        try
        {
            if (offset < SegmentHeader.DataStart || file.Read(bytes, offset) < Size)
            {
                return false;
            }
        }
        catch (IOException)
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != Crc32C.Of(header.Salt, bytes[..60]))
        {
            return false;
        }

        footer = new SegmentFooter(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]));
        return footer.DataEnd == offset && footer.NextSequence >= header.BaseSequence;
    }
}
