namespace IndustrialGateway.Buffering.Log;

/// <summary>Stretches of the log, ascending and apart from each other, at most <paramref name="most"/>. One thread at a time.</summary>
internal sealed class Stretches(int most)
{
    private readonly List<Stretch> _all = [];

    public IReadOnlyList<Stretch> All => _all;

    public int Count => _all.Count;

    /// <summary>The one that holds a sequence.</summary>
    public Stretch? Find(long sequence)
    {
        var at = FirstEndingAfter(sequence);
        return at < _all.Count && _all[at].Range.Holds(sequence) ? _all[at] : null;
    }

    /// <summary>The first that begins after a sequence.</summary>
    public Stretch? After(long sequence)
    {
        var at = FirstEndingAfter(sequence);
        at += at < _all.Count && _all[at].Range.First.Sequence <= sequence ? 1 : 0;
        return at < _all.Count ? _all[at] : null;
    }

    public bool Covers(in LogRange range)
    {
        var at = FirstEndingAfter(range.First.Sequence);
        return range.IsEmpty || (at < _all.Count && _all[at].Range.Covers(range));
    }

    /// <summary>Records and samples of a range that lie in a stretch.</summary>
    public Tally Within(in LogRange range)
    {
        var tally = default(Tally);
        for (var at = FirstEndingAfter(range.First.Sequence); at < _all.Count && _all[at].Range.First.Sequence < range.Before.Sequence; at++)
        {
            tally += Tally.Of(_all[at].Range.And(range));
        }

        return tally;
    }

    /// <summary>The parts that lie in a range.</summary>
    public IEnumerable<Stretch> In(LogRange range)
    {
        for (var at = FirstEndingAfter(range.First.Sequence); at < _all.Count && _all[at].Range.First.Sequence < range.Before.Sequence; at++)
        {
            yield return _all[at] with { Range = _all[at].Range.And(range) };
        }
    }

    /// <summary>Puts a stretch in the place of what is known of its records; one that touches another of its kind becomes one with it.</summary>
    public void Put(Stretch stretch)
    {
        if (stretch.Range.IsEmpty)
        {
            return;
        }

        Cut(stretch.Range);
        var at = FirstEndingAfter(stretch.Range.First.Sequence);
        _all.Insert(at, stretch);
        TryJoin(at);
        if (at > 0)
        {
            TryJoin(at - 1);
        }

        if (_all.Count > most)
        {
            _all.Remove(_all.MinBy(each => each.Range.Records));
        }
    }

    /// <summary>Forgets what is known of a range.</summary>
    public void Cut(in LogRange range)
    {
        for (var at = FirstEndingAfter(range.First.Sequence); at < _all.Count && _all[at].Range.First.Sequence < range.Before.Sequence;)
        {
            var stretch = _all[at];
            var (before, after) = (stretch.Range with { Before = range.First }, stretch.Range with { First = range.Before });
            _all.RemoveAt(at);
            if (!before.IsEmpty)
            {
                _all.Insert(at++, stretch with { Range = before });
            }

            if (!after.IsEmpty)
            {
                _all.Insert(at++, stretch with { Range = after });
            }
        }
    }

    private void TryJoin(int at)
    {
        if (at + 1 < _all.Count && _all[at].Fate == _all[at + 1].Fate && _all[at].Range.Before.Sequence == _all[at + 1].Range.First.Sequence)
        {
            var (left, right) = (_all[at], _all[at + 1]);
            _all[at] = left with
            {
                Range = new LogRange(left.Range.First, right.Range.Before),
                From = Math.Min(left.From, right.From),
                To = Math.Max(left.To, right.To),
            };
            _all.RemoveAt(at + 1);
        }
    }

    private int FirstEndingAfter(long sequence)
    {
        var (low, high) = (0, _all.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_all[middle].Range.Before.Sequence > sequence)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
