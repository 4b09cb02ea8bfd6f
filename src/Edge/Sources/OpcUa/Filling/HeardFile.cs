using System.Buffers.Binary;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// Keeps until when a machine has been heard, in a few bytes that are written over again and again. They are not forced to the medium:
/// what a power cut brings back is earlier, and the gap longer than it was.
/// </summary>
internal sealed class HeardFile(string path)
{
    /// <summary>The ticks and their complement.</summary>
    private const int Bytes = 2 * sizeof(long);

    /// <summary>100 ns ticks since 1601; 0 = nothing sound is there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public long Read()
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read);
        Span<byte> content = stackalloc byte[Bytes];
        return RandomAccess.Read(file, content, 0) == Bytes
            && BinaryPrimitives.ReadInt64LittleEndian(content) is var ticks
            && BinaryPrimitives.ReadInt64LittleEndian(content[sizeof(long)..]) == ~ticks
                ? ticks
                : 0;
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(long ticks)
    {
        Span<byte> content = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64LittleEndian(content, ticks);
        BinaryPrimitives.WriteInt64LittleEndian(content[sizeof(long)..], ~ticks);
        if (!File.Exists(path))
        {
            DurableFile.Replace(path, content);
            return;
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, content, 0);
    }
}
