using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>Writes one element of an array.</summary>
public delegate void UaWrite<in T>(ref UaWriter writer, T value);

/// <summary>Writes OPC UA binary (Part 6 §5.2). Nothing is complete in the output before <see cref="Flush"/>.</summary>
public ref struct UaWriter(IBufferWriter<byte> output)
{
    private const int MinimumSpan = 256;

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _used;

    public void WriteBoolean(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteSByte(sbyte value) => Take(1)[0] = (byte)value;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Take(2), value);

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void WriteFloat(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    public void WriteDateTime(UaDateTime value) => WriteInt64(value.Ticks);

    public void WriteStatusCode(StatusCode value) => WriteUInt32(value.Value);

    public void WriteGuid(Guid value) => value.TryWriteBytes(Take(16));

    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteInt32(-1);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        WriteInt32(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    /// <summary>A null array is written as a null ByteString, an empty one as an empty one.</summary>
    public void WriteByteString(byte[]? value)
    {
        if (value is null)
        {
            WriteInt32(-1);
            return;
        }

        WriteByteSpan(value);
    }

    /// <summary>A ByteString that is not null.</summary>
    public void WriteByteSpan(ReadOnlySpan<byte> value)
    {
        WriteInt32(value.Length);
        WriteRaw(value);
    }

    public void WriteArray<T>(IReadOnlyList<T>? values, UaWrite<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        WriteInt32(values?.Count ?? -1);
        for (var i = 0; i < (values?.Count ?? 0); i++)
        {
            write(ref this, values![i]); // the loop does not run for null
        }
    }

    /// <summary>An array whose elements lie in memory as on the wire.</summary>
    public void WritePlainArray<T>(T[]? values)
        where T : unmanaged
    {
        WriteInt32(values?.Length ?? -1);
        WriteRaw(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Bytes without a length before them.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        // In pieces, so that a long value does not ask the output for one span of its size.
        while (!bytes.IsEmpty)
        {
            var free = Free(Math.Min(bytes.Length, MinimumSpan));
            var count = Math.Min(bytes.Length, free.Length);
            bytes[..count].CopyTo(free);
            _used += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Hands what is written so far to the output.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
        }

        _span = default;
        _used = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        if (_span.Length - _used < count)
        {
            Refill(count);
        }

        var taken = _span.Slice(_used, count);
        _used += count;
        return taken;
    }

    private Span<byte> Free(int atLeast)
    {
        if (_span.Length - _used < atLeast)
        {
            Refill(atLeast);
        }

        return _span[_used..];
    }

    private void Refill(int count)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(count, MinimumSpan));
    }
}
