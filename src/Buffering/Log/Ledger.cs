namespace IndustrialGateway.Buffering.Log;

/// <summary>Keeps account of what happened to records that are no longer waiting: acknowledged, or dropped and announced.</summary>
internal sealed class Ledger(CursorState state)
{
    private readonly Lock _gate = new();
    private readonly Trail _trail = new();
    private CursorState _state = state;
    private LogPosition? _announced;
    private long _damagedBefore;
    private long _damaged;

    public CursorState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    public long DamagedRecords
    {
        get
        {
            lock (_gate)
            {
                return _damaged;
            }
        }
    }

    /// <summary>A reader was given the record before this place.</summary>
    public void Passed(LogPosition place)
    {
        lock (_gate)
        {
            if (place.Sequence > _state.Acknowledged.Sequence)
            {
                _trail.Add(place);
            }
        }
    }

    /// <summary>True when the place is one that a reader has passed and nobody has acknowledged, or the acknowledged one.</summary>
    public bool TryFind(long sequence, out LogPosition place)
    {
        lock (_gate)
        {
            place = _state.Acknowledged;
            return place.Sequence == sequence || _trail.TryFind(sequence, out place);
        }
    }

    /// <summary>Takes an acknowledgement; <paramref name="place"/>'s samples count where no reader passed it.</summary>
    public void Acknowledge(LogPosition place)
    {
        lock (_gate)
        {
            if (place.Sequence <= _state.Acknowledged.Sequence)
            {
                return;
            }

            if (_trail.TryTake(place.Sequence, out var known))
            {
                place = known;
            }

            _state = _state with { Acknowledged = place };
            if (_state.HasEvicted && place.Sequence > _state.EvictedFirst.Sequence)
            {
                SettleEvicted(place);
            }
        }
    }

    /// <summary>A segment's records from <paramref name="first"/> on are about to be dropped.</summary>
    public void Evict(LogPosition first, LogPosition before, long from, long to)
    {
        lock (_gate)
        {
            var acknowledged = _state.Acknowledged;
            first = first.Sequence < acknowledged.Sequence ? acknowledged : first;
            if (before.Sequence > first.Sequence)
            {
                _state = _state.HasEvicted
                    ? _state with { EvictedBefore = before, EvictedTo = to }
                    : _state with { EvictedFirst = first, EvictedBefore = before, EvictedFrom = from, EvictedTo = to };
            }
        }
    }

    /// <summary>What a reader at <paramref name="position"/> must be told when the oldest record left is <paramref name="oldest"/>.</summary>
    public SkippedRange Skip(LogPosition position, bool samplesKnown, LogPosition oldest, long oldestTime)
    {
        lock (_gate)
        {
            var (first, before) = (_state.EvictedFirst, _state.EvictedBefore);
            if (_state.HasEvicted && position.Sequence >= first.Sequence && position.Sequence < before.Sequence)
            {
                var start = samplesKnown ? position : Share(position.Sequence);
                _announced = start;
                return new SkippedRange(
                    start.Sequence, before.Sequence - start.Sequence, before.Samples - start.Samples, SkipReason.Evicted,
                    Instant(_state.EvictedFrom), Instant(_state.EvictedTo));
            }

            var acknowledged = _state.Acknowledged;
            if (position.Sequence < acknowledged.Sequence)
            {
                var end = Math.Min(acknowledged.Sequence, oldest.Sequence);
                return new SkippedRange(
                    position.Sequence, end - position.Sequence, 0, SkipReason.Removed, DateTimeOffset.MinValue, Instant(oldestTime));
            }

            var until = _state.HasEvicted && first.Sequence > position.Sequence ? first : oldest;
            return Damage(position, samplesKnown, until, SkipReason.Damaged, DateTimeOffset.MinValue.UtcTicks, oldestTime);
        }
    }

    /// <summary>A hole that the medium made; counted once however often it is read.</summary>
    public SkippedRange Damage(
        LogPosition first, bool samplesKnown, LogPosition before, SkipReason reason, long from, long to)
    {
        lock (_gate)
        {
            if (reason == SkipReason.Damaged && before.Sequence > _damagedBefore)
            {
                _damaged += before.Sequence - Math.Max(first.Sequence, _damagedBefore);
                _damagedBefore = before.Sequence;
            }

            var samples = samplesKnown ? Math.Max(0, before.Samples - first.Samples) : 0;
            return new SkippedRange(
                first.Sequence, before.Sequence - first.Sequence, samples, reason, Instant(from), Instant(to));
        }
    }

    public (long Records, long Samples) Lost
    {
        get
        {
            lock (_gate)
            {
                return (
                    _state.LostRecords + (_state.EvictedBefore.Sequence - _state.EvictedFirst.Sequence),
                    _state.LostSamples + (_state.EvictedBefore.Samples - _state.EvictedFirst.Samples));
            }
        }
    }

    // Records that were sent before they were dropped may be acknowledged afterwards: then they are not lost.
    private void SettleEvicted(LogPosition place)
    {
        if (place.Sequence < _state.EvictedBefore.Sequence)
        {
            _state = _state with { EvictedFirst = place };
            return;
        }

        // Lost is what a reader was told of; what nobody was told of had been read before.
        var lostFrom = _announced ?? _state.EvictedBefore;
        if (lostFrom.Sequence < _state.EvictedFirst.Sequence)
        {
            lostFrom = _state.EvictedFirst;
        }

        _state = _state with
        {
            LostRecords = _state.LostRecords + _state.EvictedBefore.Sequence - lostFrom.Sequence,
            LostSamples = _state.LostSamples + _state.EvictedBefore.Samples - lostFrom.Samples,
            EvictedFirst = default,
            EvictedBefore = default,
        };
        _announced = null;
    }

    // A place inside the dropped range that nobody passed: the samples are shared out evenly.
    private LogPosition Share(long sequence)
    {
        var (first, before) = (_state.EvictedFirst, _state.EvictedBefore);
        if (sequence == _state.Acknowledged.Sequence)
        {
            return _state.Acknowledged;
        }

        if (_trail.TryFind(sequence, out var place))
        {
            return place;
        }

        var part = (double)(sequence - first.Sequence) / (before.Sequence - first.Sequence);
        return new LogPosition(sequence, first.Samples + (long)(part * (before.Samples - first.Samples)));
    }

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
