using System.Buffers.Binary;
using System.Security.Cryptography;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Buffering.Log;

/// <summary>The 128 random bits made with the buffer: with them a sequence means one record for ever.</summary>
internal static class EpochFile
{
    private const int Size = 32;
    private const int Format = 1;
    private const ulong Magic = 0x3148_5045_4647_5749;

    public const string Name = "epoch";

    public static UInt128 New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <summary>Null when the file is damaged.</summary>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static UInt128? Read(IDisk disk, string folder)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var path = Path.Combine(folder, Name);
        using var file = disk.Open(path);
        try
        {
            return file.Read(bytes, 0) == Size
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) == Crc32C.Of(0, bytes[..28])
                && FileFormat.Read(BinaryPrimitives.ReadUInt64LittleEndian(bytes), Magic, Format, path) is not null
                    ? BinaryPrimitives.ReadUInt128LittleEndian(bytes[8..])
                    : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static void Write(IDisk disk, string folder, UInt128 epoch)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[8..], epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], Crc32C.Of(0, bytes[..28]));
        var draft = Path.Combine(folder, Name + ".tmp");
        using (var file = disk.Create(draft, Size))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        disk.Rename(draft, Path.Combine(folder, Name));
        disk.SyncFolder(folder);
    }
}
