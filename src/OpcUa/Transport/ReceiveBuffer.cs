using System.Buffers;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// What has come from a stream and is not taken yet, in one piece of pooled memory that grows only as far as bytes come. For one reader.
/// </summary>
internal sealed class ReceiveBuffer(Stream stream, TimeProvider time)
{
    private const int FirstCapacity = 16_384;

    // One read shall bring several small chunks, however small the largest chunk is.
    private const int LeastCeiling = 65_536;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity);
    private int _start;
    private int _end;

    public int Count => _end - _start;

    /// <summary>What is there, from its oldest byte on.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(_start, Count);

    /// <summary>When the last bytes left the socket: 100 ns since 1601.</summary>
    public long LastReadTicks { get; private set; }

    /// <summary>Takes the oldest bytes, which stay where they are until the next <see cref="FillAsync"/>.</summary>
    public Memory<byte> Take(int count)
    {
        var taken = _bytes.AsMemory(_start, count);
        _start += count;
        return taken;
    }

    /// <summary>Waits for more bytes; false at the stream's end.</summary>
    /// <param name="largest">The size of the largest chunk that may come: so much fits in any case.</param>
    public async ValueTask<bool> FillAsync(int largest, CancellationToken cancellationToken)
    {
        MakeRoom(Math.Max(largest, LeastCeiling));
        var count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        LastReadTicks = UaDateTime.Now(time).Ticks;
        _end += count;
        return count > 0;
    }

    /// <summary>Gives the memory back; nothing that was taken may be used any more.</summary>
    public void Release()
    {
        var bytes = _bytes;
        (_bytes, _start, _end) = ([], 0, 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void MakeRoom(int ceiling)
    {
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        var isFull = _end == _bytes.Length;
        if (isFull && _bytes.Length < ceiling)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * _bytes.Length, ceiling));
            MoveTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else if (_start > 0)
        {
            MoveTo(_bytes);
        }
    }

    private void MoveTo(byte[] target)
    {
        Bytes.CopyTo(target);
        (_start, _end) = (0, Count);
    }
}
