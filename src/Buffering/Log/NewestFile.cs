using System.Buffers.Binary;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// Where and when the newest segment begins, beside the segments: one that is gone when the buffer is opened had records, of which nothing else tells.
/// A beginning is not synced: after a loss of power it may tell of an earlier segment, and then says nothing.
/// </summary>
internal sealed class NewestFile(IDisk disk, string folder)
{
    public const string Name = "newest";

    private const int Size = 24;
    private const int Format = 1;
    private const ulong Magic = 0x3157_454E_4647_5749;

    private readonly string _path = Path.Combine(folder, Name);

    /// <summary>The first sequence of the newest segment, and when it was appended, UTC ticks; null when there is none, or it is not known.</summary>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static (long First, long Created)? Read(IDisk disk, string folder)
    {
        Span<byte> bytes = stackalloc byte[Size + sizeof(uint)];
        var path = Path.Combine(folder, Name);
        try
        {
            using var file = disk.Open(path);
            return file.Read(bytes, 0) == bytes.Length
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes[Size..]) == Crc32C.Of(0, bytes[..Size])
                && FileFormat.Read(BinaryPrimitives.ReadUInt64LittleEndian(bytes), Magic, Format, path) is not null
                && BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]) is > 0 and var first
                    ? (first, Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(bytes[(2 * sizeof(long))..]), 0, DateTime.MaxValue.Ticks))
                    : null;
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
            return null;
        }
    }

    /// <summary>A segment begins here and lies on the disk.</summary>
    public void Begin(in SegmentHeader header) => Write(header.BaseSequence, header.Created, isSynced: false);

    /// <summary>The newest segment has no records and is about to go.</summary>
    public void Clear() => Write(0, 0, isSynced: true);

    // Without it less is known of a damage that may never come: no record waits for it.
    private void Write(long baseSequence, long created, bool isSynced)
    {
        Span<byte> bytes = stackalloc byte[Size + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(long)..], baseSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(2 * sizeof(long))..], created);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[Size..], Crc32C.Of(0, bytes[..Size]));
        try
        {
            using var file = disk.Create(_path, bytes.Length);
            file.Write(bytes, 0);
            if (isSynced)
            {
                file.Sync();
            }
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
        }
    }
}
