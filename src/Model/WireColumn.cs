using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace IndustrialGateway.Model;

/// <summary>A growing run of bytes in protobuf wire format, kept and reused from batch to batch.</summary>
internal sealed class WireColumn
{
    private const int MaxVarintBytes = 10;

    private byte[] _bytes = new byte[512];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Bytes that a value takes as a varint.</summary>
    public static int VarintSize(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public void Clear() => _length = 0;

    /// <summary>Gives back what one unusually large batch made it grow to.</summary>
    public void Trim(int maxBytes)
    {
        if (_bytes.Length > maxBytes)
        {
            _bytes = new byte[512];
            _length = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Varint(ulong value)
    {
        var bytes = _bytes;
        var position = _length;
        if (bytes.Length - position < MaxVarintBytes)
        {
            bytes = Grow(MaxVarintBytes);
        }

        while (value >= 0x80)
        {
            bytes[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[position++] = (byte)value;
        _length = position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Signed(long value) => Varint(ZigZag(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>A field key whose number is below 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tag(byte tag) => Take(1)[0] = tag;

    /// <summary>Adds the next bit of a bit column; <paramref name="index"/> counts up from 0.</summary>
    public void Bit(int index, bool set)
    {
        if ((index & 7) == 0)
        {
            Take(1)[0] = 0;
        }

        if (set)
        {
            _bytes[_length - 1] |= (byte)(1 << (index & 7));
        }
    }

    public void BytesField(byte tag, ReadOnlySpan<byte> value)
    {
        Tag(tag);
        Varint((uint)value.Length);
        Bytes(value);
    }

    /// <summary>A string in UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void TextField(byte tag, string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Tag(tag);
        Varint((uint)count);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    /// <summary>Starts a message field; close it with <see cref="End"/> and what this returns.</summary>
    public int Begin(byte tag)
    {
        Tag(tag);
        Take(1);
        return _length;
    }

    /// <summary>Writes the length in front of what came after <paramref name="start"/>, moving that up when it needs more than a byte.</summary>
    public void End(int start)
    {
        var count = _length - start;
        var more = VarintSize((uint)count) - 1;
        if (more > 0)
        {
            Take(more);
            _bytes.AsSpan(start, count).CopyTo(_bytes.AsSpan(start + more));
        }

        var value = (uint)count;
        var position = start - 1;
        while (value >= 0x80)
        {
            _bytes[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[position] = (byte)value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        var position = _length;
        var bytes = _bytes;
        if (bytes.Length - position < count)
        {
            bytes = Grow(count);
        }

        _length = position + count;
        return bytes.AsSpan(position, count);
    }

    private byte[] Grow(int count)
    {
        Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_length + count)));
        return _bytes;
    }
}
