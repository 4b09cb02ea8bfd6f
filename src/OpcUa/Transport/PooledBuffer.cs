using System.Buffers;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// A growing buffer of pooled memory, with room kept free at its head for what is written last. Not thread safe; dispose to give the memory back.
/// </summary>
public sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private readonly int _head;
    private readonly int _maxLength;
    private byte[] _bytes;

    /// <param name="head">How many bytes are kept free at the start.</param>
    /// <param name="maxLength">The most bytes it may hold, head included; beyond it writing throws.</param>
    /// <param name="capacity">The room rented at first.</param>
    public PooledBuffer(int head = 0, int maxLength = int.MaxValue, int capacity = 1_024)
    {
        _head = head;
        _maxLength = maxLength;
        _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, head));
        Length = head;
    }

    /// <summary>Bytes in use, the head included.</summary>
    public int Length { get; private set; }

    /// <summary>All bytes in use, the head included; changes when more is written.</summary>
    public Memory<byte> Memory => _bytes.AsMemory(0, Length);

    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>What was written after the head.</summary>
    public Memory<byte> Body => _bytes.AsMemory(_head, Length - _head);

    /// <summary>All that is rented, the head and what is free at the end included.</summary>
    public Memory<byte> GetWhole() => _bytes;

    /// <summary>Forgets what was written; the head stays.</summary>
    public void Clear() => Length = _head;

    /// <summary>Cuts back to an earlier <see cref="Length"/>.</summary>
    public void Rewind(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, _head);
        Length = length;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Makes sure that so many bytes can follow what is written.</summary>
    public void Reserve(int count)
    {
        var needed = (long)Length + Math.Max(count, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        if (needed > _maxLength)
        {
            throw new Types.UaException(Types.StatusCode.BadEncodingLimitsExceeded, $"A message of {needed} bytes is larger than {_maxLength}.");
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Math.Max(needed, _maxLength)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        Length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
