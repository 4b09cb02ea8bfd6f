using IndustrialGateway.Buffering.Log;

namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// Where records wait in memory, already laid out, until they are durable: one block fills while the other is being
/// written. What cannot be written is still here to be written elsewhere.
/// </summary>
internal sealed class Inlet(long maxBytes, LogPosition start)
{
    private const int Smallest = 64 * 1024;
    private const int Roomy = 1024 * 1024;
    private readonly Lock _gate = new();

    // Half for each block: while one is being written there is always room in the other.
    private readonly long _limit = maxBytes / 2;
    private byte[] _filling = new byte[Smallest];
    private byte[] _flushing = new byte[Smallest];
    private LogPosition _next = start;
    private int _filled;
    private int _taken;
    private long _appended;

    public LogPosition Next
    {
        get
        {
            lock (_gate)
            {
                return _next;
            }
        }
    }

    /// <summary>Bytes that were taken to be written; who needs room waits for it to grow.</summary>
    public Watermark Taken { get; } = new(0);

    public long Unsynced
    {
        get
        {
            lock (_gate)
            {
                return _filled + _taken;
            }
        }
    }

    /// <summary>Takes the record into the order. False when there is no room: wait for <see cref="Taken"/> to reach <paramref name="turn"/>.</summary>
    public bool TryAppend(ReadOnlySpan<byte> record, int samples, long time, out long sequence, out long turn)
    {
        var extent = RecordHeader.ExtentOf(record.Length);
        lock (_gate)
        {
            sequence = _next.Sequence;
            turn = _appended - Math.Max(0, _limit - extent);
            if (_filled + extent > _limit && _filled > 0)
            {
                return false;
            }

            Grow(_filled + extent);
            var target = _filling.AsSpan(_filled, extent);
            new RecordHeader(record.Length, sequence, _next.Samples, samples, time, Behind: 0).Write(target);
            record.CopyTo(target[RecordHeader.Size..]);
            target[(RecordHeader.Size + record.Length)..].Clear();
            _filled += extent;
            _appended += extent;
            _next = new LogPosition(sequence + 1, _next.Samples + samples);
            return true;
        }
    }

    /// <summary>Takes all that waits as one group; empty when nothing does. <see cref="Release"/> it before the next.</summary>
    public Memory<byte> Take()
    {
        Memory<byte> group;
        lock (_gate)
        {
            (_filling, _flushing) = (_flushing, _filling);
            (_taken, _filled) = (_filled, 0);
            group = _flushing.AsMemory(0, _taken);
        }

        if (!group.IsEmpty)
        {
            Taken.Advance(Taken.Value + group.Length);
        }

        return group;
    }

    public void Release()
    {
        lock (_gate)
        {
            // A burst's block is given back by halves.
            if (_flushing.Length > Roomy && _taken < _flushing.Length / 8)
            {
                _flushing = new byte[_flushing.Length / 2];
            }

            _taken = 0;
        }
    }

    private void Grow(int bytes)
    {
        if (bytes > _filling.Length)
        {
            Array.Resize(ref _filling, Math.Max(bytes, (int)Math.Min(_filling.Length * 2L, Array.MaxLength)));
        }
    }
}
