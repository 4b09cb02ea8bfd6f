using System.Buffers.Binary;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// What tells of segments that are gone when the buffer is opened, beside them: where and when the newest began, and since when records wait.
/// A beginning is not synced: after a loss of power it may tell of an earlier segment, and then of less. One thread.
/// </summary>
internal sealed class NewestFile(IDisk disk, string folder)
{
    public const string Name = "newest";

    private const int Size = 32;
    private const int Format = 1;
    private const ulong Magic = 0x3157_454E_4647_5749;

    private readonly string _path = Path.Combine(folder, Name);
    private long _since;

    /// <summary>What it says.</summary>
    /// <param name="First">The first sequence of the newest segment; 0 = there is none, or it is not known.</param>
    /// <param name="Created">When that was appended, UTC ticks.</param>
    /// <param name="Since">No record that is waited for was appended before, UTC ticks; 0 = not known.</param>
    internal readonly record struct Note(long First, long Created, long Since)
    {
        /// <summary>From when on the records were appended that are missing from a sequence on, UTC ticks; 0 = not known.</summary>
        public long LostFrom(long sequence) => First > 0 && sequence >= First ? Created : Since;
    }

    /// <summary>What an earlier run has left; nothing before it is read, and when it is damaged.</summary>
    public Note Found { get; private set; }

    /// <summary>Reads what is there.</summary>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public void Read(bool exists)
    {
        if (!exists)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[Size + sizeof(uint)];
        try
        {
            using var file = disk.Open(_path);
            if (file.Read(bytes, 0) < bytes.Length
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes[Size..]) != Crc32C.Of(0, bytes[..Size])
                || FileFormat.Read(BinaryPrimitives.ReadUInt64LittleEndian(bytes), Magic, Format, _path) is null)
            {
                return;
            }
        }
        catch (Exception failure) when (DiskErrors.IsOne(failure))
        {
            return;
        }

        _since = TimeAt(bytes[24..]);
        Found = new Note(Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])), TimeAt(bytes[16..]), _since);
    }

    /// <summary>A segment begins here and lies on the disk.</summary>
    /// <param name="header">Its.</param>
    /// <param name="since">When the first record that is waited for was appended, UTC ticks; null = as long ago as before.</param>
    public void Begin(in SegmentHeader header, long? since)
    {
        _since = Math.Min(since ?? _since, header.Created); // the clock may have been set back
        Write(header.BaseSequence, header.Created, isSynced: false);
    }

    /// <summary>The newest segment has no records and is about to go.</summary>
    public void Clear() => Write(0, 0, isSynced: true);

    private static long TimeAt(ReadOnlySpan<byte> bytes) => Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(bytes), 0, DateTime.MaxValue.Ticks);

    // Without it less is known of a damage that may never come: no record waits for it.
    private void Write(long first, long created, bool isSynced)
    {
        Span<byte> bytes = stackalloc byte[Size + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], first);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], created);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], _since);
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
