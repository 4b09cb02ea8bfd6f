namespace IndustrialGateway.Buffering.Simulation;

/// <summary>The bytes of a simulated file: what was reserved and never written takes no memory, and reads as zeros.</summary>
internal sealed class LazyBytes(long length)
{
    private byte[] _held = [];

    public LazyBytes(byte[] bytes)
        : this(bytes.Length) => _held = bytes;

    public long Length { get; private set; } = length;

    /// <summary>Beyond it all are zeros.</summary>
    public int Held => _held.Length;

    public LazyBytes Clone() => new(Length) { _held = (byte[])_held.Clone() };

    public byte[] ToArray()
    {
        var all = new byte[Length];
        Read(all, 0);
        return all;
    }

    /// <summary>How many of them there are.</summary>
    public int Read(Span<byte> target, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, target.Length);
        var held = (int)Math.Clamp(_held.Length - offset, 0, count);
        _held.AsSpan((int)Math.Min(offset, _held.Length), held).CopyTo(target);
        target[held..count].Clear();
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var end = (int)(offset + bytes.Length);
        if (end > _held.Length)
        {
            Array.Resize(ref _held, Math.Max(end, (int)Math.Min(Length, _held.Length * 2L)));
        }

        bytes.CopyTo(_held.AsSpan((int)offset));
        Length = Math.Max(Length, end);
    }

    public void SetLength(long bytes)
    {
        if (bytes < _held.Length)
        {
            Array.Resize(ref _held, (int)bytes);
        }

        Length = bytes;
    }

    /// <summary>Makes a part the same as another file's, as far as both have it.</summary>
    public void CopyFrom(LazyBytes other, long start, int bytes)
    {
        Span<byte> part = stackalloc byte[512];
        var count = (int)Math.Min(Math.Min(bytes, part.Length), Math.Min(Length, other.Length) - start);
        if (count > 0 && (start < _held.Length || start < other._held.Length))
        {
            other.Read(part[..count], start);
            Write(part[..count], start);
        }
    }

    public void FlipBit(long at, int bit)
    {
        Span<byte> one = stackalloc byte[1];
        if (Read(one, at) == 1)
        {
            one[0] ^= (byte)(1 << bit);
            Write(one, at);
        }
    }
}
