using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace IndustrialGateway.Model;

/// <summary>
/// Reads protobuf wire format over a span. A wrong read turns <see cref="Failed"/> on, empties the reader and answers 0, so
/// that a caller may check once at the end; nothing is allocated and nothing thrown.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        if (!_rest.IsEmpty && _rest[0] < 0x80)
        {
            var value = _rest[0];
            _rest = _rest[1..];
            return value;
        }

        return LongVarint();
    }

    /// <summary>A uint32 field; more bits than that fail.</summary>
    public uint Varint32()
    {
        var value = Varint();
        return value <= uint.MaxValue ? (uint)value : (uint)Fail();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Fixed64()
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_rest, out var value))
        {
            return Fail();
        }

        _rest = _rest[sizeof(ulong)..];
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Fixed32()
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(_rest, out var value))
        {
            return (uint)Fail();
        }

        _rest = _rest[sizeof(uint)..];
        return value;
    }

    /// <summary>A length and as many bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        if (length > (ulong)_rest.Length)
        {
            Fail();
            return default;
        }

        var value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return value;
    }

    /// <summary>The next field key as (number &lt;&lt; 3) | wire type.</summary>
    public uint Tag()
    {
        var tag = Varint32();
        return tag >> 3 == 0 ? (uint)Fail() : tag;
    }

    /// <summary>Passes over a field that a later version may have added; groups are refused.</summary>
    public void Skip(uint tag)
    {
        switch (tag & 7)
        {
            case 0:
                Varint();
                break;
            case 1:
                Fixed64();
                break;
            case 2:
                Bytes();
                break;
            case 5:
                Fixed32();
                break;
            default:
                Fail();
                break;
        }
    }

    public ulong Fail()
    {
        Failed = true;
        _rest = default;
        return 0;
    }

    private ulong LongVarint()
    {
        const int lastShift = 63;
        var value = 0UL;
        for (var index = 0; index < _rest.Length && index * 7 <= lastShift; index++)
        {
            var current = _rest[index];
            value |= (ulong)(current & 0x7f) << (index * 7);
            if (current < 0x80)
            {
                _rest = _rest[(index + 1)..];
                return index * 7 == lastShift && current > 1 ? Fail() : value;
            }
        }

        return Fail();
    }
}
