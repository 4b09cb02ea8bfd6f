using IndustrialGateway.Buffering;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>
/// What of one log is stored and what is still to be sent: what has just become durable goes at once, and what waited goes
/// beside it, never before it. Lives as long as the gateway, over many streams. Safe from any thread.
/// </summary>
internal sealed class LogPlan(Log log, DurableBuffer buffer, BacklogOrder order)
{
    /// <summary>Records of a piece that goes ahead of older ones.</summary>
    private const int PieceRecords = 1024;

    // The platform keeps what is stored as ranges, and tells 64 of them.
    private const int MaxPieces = 24;

    private readonly Lock _gate = new();
    private readonly SequenceSet _known = new();
    private SequenceSet _stored = new();
    private SequenceSet _late = new();
    private long _live = 1;

    /// <summary>Raised when there is something to be sent again, by whichever stream is to send; without a lock.</summary>
    public event Action? GivenBack;

    public Log Log => log;

    public DurableBuffer Buffer => buffer;

    /// <summary>The next record that is sent live.</summary>
    public long Live
    {
        get
        {
            lock (_gate)
            {
                return _live;
            }
        }
    }

    public bool HasLive => Live < buffer.DurableBefore;

    /// <summary>How many sequences wait to be sent late.</summary>
    public long LateCount
    {
        get
        {
            lock (_gate)
            {
                return _late.Ranges.Sum(range => range.Count);
            }
        }
    }

    /// <summary>A stream begins: what the platform has is not sent, what is durable by now is late.</summary>
    /// <param name="told">What the platform has.</param>
    /// <param name="isAlone">No other stream is open: what is under way comes to nothing.</param>
    /// <exception cref="OldBufferException">The platform has more than this buffer ever held.</exception>
    public void Begin(Acknowledgement? told, bool isAlone)
    {
        var stored = Read(told);
        var durable = buffer.DurableBefore;
        if (EndOf(stored) > durable)
        {
            throw new OldBufferException(EndOf(stored), durable);
        }

        lock (_gate)
        {
            Add(_known, stored);
            if (isAlone)
            {
                // The platform may have lost what it had.
                _stored = new SequenceSet();
                _live = durable;
                _late = new SequenceSet();
                _late.Add(stored.Before, durable);
            }

            Keep(stored);
        }
    }

    /// <summary>Another stream takes over: what nobody sent live in time is late.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            MakeLate();
        }
    }

    /// <summary>Gives up being up to date: what waits to be sent live becomes late, unless there are too many pieces already.</summary>
    public void FallBehind()
    {
        lock (_gate)
        {
            if (_late.Ranges.Count < MaxPieces)
            {
                MakeLate();
            }
        }
    }

    /// <summary>What is to be sent late next, or null.</summary>
    public SequenceRange? NextLate()
    {
        lock (_gate)
        {
            if (_late.Ranges is not [var oldest, ..])
            {
                return null;
            }

            if (order == BacklogOrder.OldestFirst)
            {
                return oldest;
            }

            var newest = _late.Ranges[^1];
            var count = Math.Min(newest.Count, PieceRecords);
            return new SequenceRange(newest.End - count, count);
        }
    }

    /// <summary>These go out a second time, on another path.</summary>
    public void Copying(in SequenceRange range)
    {
        lock (_gate)
        {
            _known.Add(range.First, range.End);
        }
    }

    /// <summary>Call before the records go out: their acknowledgement may be faster than the call that sends them returns.</summary>
    public void Sending(in SequenceRange range, bool isLate)
    {
        lock (_gate)
        {
            _known.Add(range.First, range.End);
            if (isLate)
            {
                _late.Remove(range.First, range.End);
            }
            else
            {
                _live = Math.Max(_live, range.End);
            }
        }
    }

    /// <summary>Has these sent again, where they are not stored.</summary>
    public void SendAgain(IEnumerable<SequenceRange> ranges)
    {
        lock (_gate)
        {
            foreach (var range in ranges)
            {
                _late.Add(range.First, range.End);
            }

            foreach (var range in _stored.Ranges)
            {
                _late.Remove(range.First, range.End);
            }
        }

        GivenBack?.Invoke();
    }

    public bool IsStored(in SequenceRange range)
    {
        lock (_gate)
        {
            return _stored.Covers(range.First, range.End);
        }
    }

    /// <summary>Takes what the platform says it has stored; the buffer lets go of it, also behind a hole.</summary>
    /// <exception cref="InvalidDataException">It says so of what was never sent: nothing is let go of.</exception>
    public void Acknowledge(Acknowledgement told)
    {
        var stored = Read(told);
        lock (_gate)
        {
            foreach (var range in stored.Ranges)
            {
                if (!_known.Covers(range.First, range.End))
                {
                    throw new InvalidDataException(
                        $"the platform acknowledged records {range.First} to {range.End - 1} of the {log} log, not all of which were sent");
                }
            }

            Keep(stored);
        }
    }

    private void MakeLate()
    {
        var durable = buffer.DurableBefore; // once: more becomes durable all the time, and must not fall between the two
        _late.Add(_live, durable);
        _live = durable;
    }

    private void Keep(SequenceSet stored)
    {
        Add(_stored, stored);
        foreach (var range in stored.Ranges)
        {
            _late.Remove(range.First, range.End);
        }

        foreach (var range in _stored.Ranges)
        {
            buffer.Acknowledge(range.First, range.End);
        }
    }

    private static SequenceSet Read(Acknowledgement? told)
    {
        var set = new SequenceSet();
        set.Add(1, Clamped(told?.StoredBefore ?? 1));
        foreach (var range in told?.StoredRanges ?? [])
        {
            set.Add(Clamped(range.First), Clamped(range.First + Math.Min(range.Count, long.MaxValue / 2)));
        }

        return set;
    }

    private static long Clamped(ulong sequence) => (long)Math.Clamp(sequence, 1, long.MaxValue / 2);

    private static long EndOf(SequenceSet set) => set.Ranges is [.., var last] ? last.End : 1;

    private static void Add(SequenceSet to, SequenceSet more)
    {
        foreach (var range in more.Ranges)
        {
            to.Add(range.First, range.End);
        }
    }
}
