namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// Keeps account of what happened to records that are no longer waiting: acknowledged, also behind a hole that is still
/// waited for, or dropped and announced. Every record that was taken is in exactly one of its figures.
/// </summary>
internal sealed class Ledger
{
    // The platform tells 64 ranges of a log.
    private const int MostIslands = 64;

    // Of different reasons in turn: what is dropped after that counts for the last one.
    private const int MostDropped = 4;
    private const int MostTold = 4096;

    private readonly Lock _gate = new();
    private readonly Trail _trail = new();
    private readonly UInt128 _epoch;
    private readonly Stretches _islands = new(MostIslands);
    private readonly Stretches _dropped = new(MostDropped + 1);
    private readonly Stretches _told = new(MostTold);
    private LogPosition _acknowledged;
    private Losses _lost;
    private long _changes;

    public Ledger(CursorState state)
    {
        (_epoch, _acknowledged, _lost) = (state.Epoch, state.Acknowledged, state.Lost);
        foreach (var kept in state.Stretches)
        {
            Of(kept.Kind).Put(kept.Stretch);
        }
    }

    public LogPosition Acknowledged
    {
        get
        {
            lock (_gate)
            {
                return _acknowledged;
            }
        }
    }

    /// <summary>Grows with all that the cursor should know.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>What is to outlive the process.</summary>
    public CursorState State
    {
        get
        {
            lock (_gate)
            {
                // What was dropped first, because nothing else tells of it; the platform tells the islands again.
                IEnumerable<KeptStretch> stretches =
                [
                    .. _dropped.All.Select(each => new KeptStretch(StretchKind.Dropped, each)),
                    .. _islands.All.OrderByDescending(each => each.Range.Records).Select(each => new KeptStretch(StretchKind.Island, each)),
                    .. _told.All.Select(each => new KeptStretch(StretchKind.Told, each)),
                ];
                return new CursorState { Epoch = _epoch, Acknowledged = _acknowledged, Lost = _lost, Stretches = CursorState.Fitting(_acknowledged, stretches) };
            }
        }
    }

    /// <summary>A reader was given the record before this place.</summary>
    public void Passed(LogPosition place)
    {
        lock (_gate)
        {
            if (place.Sequence > _acknowledged.Sequence)
            {
                _trail.Add(place, _acknowledged.Sequence);
            }
        }
    }

    /// <summary>True when the samples before a sequence are known without looking into its segment.</summary>
    public bool TryFind(long sequence, out LogPosition place)
    {
        lock (_gate)
        {
            return TryFindPlace(sequence, out place);
        }
    }

    /// <summary>The place before a sequence of which no segment tells: inside what was dropped, the samples are shared out evenly.</summary>
    public LogPosition Estimate(long sequence)
    {
        lock (_gate)
        {
            return TryFindPlace(sequence, out var place) ? place : Share(sequence);
        }
    }

    /// <summary>Whether all of a range is acknowledged.</summary>
    public bool IsAcknowledged(in LogRange range)
    {
        lock (_gate)
        {
            return range.Before.Sequence <= _acknowledged.Sequence || (_islands.Count > 0 && _islands.Covers(range));
        }
    }

    /// <summary>Takes an acknowledgement. What a reader was told of in it is lost from now on and for good.</summary>
    public void Acknowledge(LogRange range)
    {
        lock (_gate)
        {
            range = range.And(new LogRange(_acknowledged, new LogPosition(long.MaxValue, long.MaxValue)));
            if (range.IsEmpty)
            {
                return;
            }

            foreach (var told in _told.In(range))
            {
                _lost = _lost.Plus(told.Fate, Tally.Of(told.Range));
            }

            _told.Cut(range);
            if (range.First.Sequence > _acknowledged.Sequence)
            {
                _islands.Put(new Stretch(range, SkipReason.Removed));
            }
            else
            {
                Advance(range.Before);
                Advance(_islands.Find(range.Before.Sequence)?.Range.Before ?? range.Before);
            }

            Interlocked.Increment(ref _changes);
        }
    }

    /// <summary>The records of a segment are about to be dropped; those of them that are acknowledged are not lost.</summary>
    public void Drop(LogRange range, SkipReason reason, long from, long to)
    {
        lock (_gate)
        {
            range = range.And(new LogRange(_acknowledged, range.Before));
            if (_dropped is { Count: >= MostDropped, All: [.., var last] } && last.Range.Before.Sequence <= range.First.Sequence)
            {
                (range, reason, from) = (new LogRange(last.Range.First, range.Before), last.Fate, Math.Min(from, last.From));
            }

            _dropped.Put(new Stretch(range, reason, from, to));
            Interlocked.Increment(ref _changes);
        }
    }

    /// <summary>
    /// What a reader must be told that does not find the records from a place up to <paramref name="before"/>, or the first part of
    /// it, and where it goes on.
    /// </summary>
    /// <param name="position">Where it stands; samples -1 = not known.</param>
    /// <param name="before">Where there is a record again; samples -1 = not known.</param>
    /// <param name="otherwise">The reason where they were neither acknowledged nor dropped.</param>
    /// <param name="from">No record there was appended before, UTC ticks.</param>
    /// <param name="to">No record there was appended after, UTC ticks.</param>
    public (SkippedRange Skipped, LogPosition Next) Miss(LogPosition position, LogPosition before, SkipReason otherwise, long from, long to)
    {
        lock (_gate)
        {
            if (position.Sequence < _acknowledged.Sequence)
            {
                return Skip(position, Earlier(before, _acknowledged), SkipReason.Removed, 0, to);
            }

            if (_islands.Find(position.Sequence) is { } island)
            {
                return Skip(position, Earlier(before, island.Range.Before), SkipReason.Removed, 0, to);
            }

            before = Earlier(before, _islands.After(position.Sequence)?.Range.First);
            var dropped = _dropped.Find(position.Sequence);
            before = Earlier(before, dropped?.Range.Before ?? _dropped.After(position.Sequence)?.Range.First);
            (from, to) = dropped is { } known ? (known.From, known.To) : (from, to);
            position = position.Samples < 0 ? Known(position.Sequence, before) : position;
            var told = Skip(position, before, dropped?.Fate ?? otherwise, from, to);
            _told.Put(new Stretch(new LogRange(position, Known(before, position)), told.Skipped.Reason, from, to));
            Interlocked.Increment(ref _changes);
            return told;
        }
    }

    /// <summary>What became of all records before <paramref name="next"/>.</summary>
    public Account Account(LogPosition next)
    {
        lock (_gate)
        {
            var islands = _islands.All.Aggregate(default(Tally), (sum, each) => sum + Tally.Of(each.Range));
            var lost = _lost;
            foreach (var dropped in _dropped.All)
            {
                lost = lost.Plus(dropped.Fate, Tally.Of(dropped.Range) - _islands.Within(dropped.Range));
            }

            foreach (var told in _told.All)
            {
                if (told.Fate is SkipReason.Damaged or SkipReason.Unfinished)
                {
                    lost = lost.Plus(told.Fate, Tally.Of(told.Range) - _dropped.Within(told.Range));
                }
            }

            var acknowledged = new Tally(_acknowledged.Sequence - 1, _acknowledged.Samples) + islands - _lost.Total;
            return new Account(acknowledged, new Tally(next.Sequence - 1, next.Samples) - acknowledged - lost.Total, lost);
        }
    }

    /// <summary>Nothing before is waited for: acknowledged or dropped in one piece from the beginning.</summary>
    public LogPosition GoneBefore
    {
        get
        {
            lock (_gate)
            {
                return _dropped.All is [.., var last] ? last.Range.Before : _acknowledged;
            }
        }
    }

    private void Advance(LogPosition place)
    {
        var passed = new LogRange(_acknowledged, place);
        _acknowledged = place;
        _islands.Cut(passed);
        _dropped.Cut(passed);
    }

    private static (SkippedRange Skipped, LogPosition Next) Skip(LogPosition first, LogPosition before, SkipReason reason, long from, long to)
    {
        var samples = reason == SkipReason.Removed || first.Samples < 0 || before.Samples < 0 ? 0 : Math.Max(0, before.Samples - first.Samples);
        return (
            new SkippedRange(
                first.Sequence, before.Sequence - first.Sequence, samples, reason,
                new DateTimeOffset(from, TimeSpan.Zero), new DateTimeOffset(to, TimeSpan.Zero)),
            before);
    }

    private static LogPosition Earlier(LogPosition place, LogPosition? other) =>
        other is { } there && there.Sequence <= place.Sequence && (there.Sequence < place.Sequence || place.Samples < 0) ? there : place;

    private static LogPosition Known(LogPosition place, LogPosition otherwise) =>
        place.Samples < 0 ? place with { Samples = otherwise.Samples } : place;

    // Of a hole that the medium made and whose beginning is not known, as if there had been no samples.
    private LogPosition Known(long sequence, LogPosition before) => TryFindPlace(sequence, out var place)
        ? place
        : _dropped.Find(sequence) is null ? new LogPosition(sequence, Math.Max(0, before.Samples)) : Share(sequence);

    private bool TryFindPlace(long sequence, out LogPosition place)
    {
        place = _acknowledged;
        return sequence == place.Sequence || _trail.TryFind(sequence, out place) || TryFindEnd(_islands, sequence, out place)
            || TryFindEnd(_dropped, sequence, out place);
    }

    private static bool TryFindEnd(Stretches stretches, long sequence, out LogPosition place)
    {
        foreach (var stretch in stretches.All)
        {
            place = stretch.Range.First.Sequence == sequence ? stretch.Range.First : stretch.Range.Before;
            if (place.Sequence == sequence)
            {
                return true;
            }
        }

        place = default;
        return false;
    }

    private LogPosition Share(long sequence)
    {
        if (_dropped.Find(sequence) is not { } dropped)
        {
            return new LogPosition(sequence, sequence < _acknowledged.Sequence ? 0 : _acknowledged.Samples);
        }

        var part = (double)(sequence - dropped.Range.First.Sequence) / dropped.Range.Records;
        return new LogPosition(sequence, dropped.Range.First.Samples + (long)(part * dropped.Range.Samples));
    }

    private Stretches Of(StretchKind kind) => kind switch
    {
        StretchKind.Dropped => _dropped,
        StretchKind.Island => _islands,
        _ => _told,
    };
}
