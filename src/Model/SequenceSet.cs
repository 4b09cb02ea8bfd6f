namespace IndustrialGateway.Model;

/// <summary>A set of sequences as ranges: a line without gaps is one range, however long it is. One thread at a time.</summary>
public sealed class SequenceSet
{
    private readonly List<SequenceRange> _ranges = [];

    /// <summary>Ascending, apart from each other.</summary>
    public IReadOnlyList<SequenceRange> Ranges => _ranges;

    /// <summary>All of 1 up to here, without this one, are in the set.</summary>
    public long Before => _ranges.Count > 0 && _ranges[0].First <= 1 ? _ranges[0].End : 1;

    public bool Contains(long sequence)
    {
        var at = FirstEndingAfter(sequence);
        return at < _ranges.Count && _ranges[at].First <= sequence;
    }

    /// <summary>Whether all of [first, end) are in the set.</summary>
    public bool Covers(long first, long end)
    {
        var at = FirstEndingAfter(first);
        return first >= end || (at < _ranges.Count && _ranges[at].First <= first && _ranges[at].End >= end);
    }

    /// <summary>Adds [first, end); what is there already stays.</summary>
    public void Add(long first, long end)
    {
        if (first >= end)
        {
            return;
        }

        // Ranges that touch count as one: look from the one that ends right before.
        var from = FirstEndingAfter(first - 1);
        var to = from;
        while (to < _ranges.Count && _ranges[to].First <= end)
        {
            first = Math.Min(first, _ranges[to].First);
            end = Math.Max(end, _ranges[to].End);
            to++;
        }

        _ranges.RemoveRange(from, to - from);
        _ranges.Insert(from, new SequenceRange(first, end - first));
    }

    /// <summary>Takes [first, end) out; what is not there does not matter.</summary>
    public void Remove(long first, long end)
    {
        if (first >= end)
        {
            return;
        }

        var at = FirstEndingAfter(first);
        while (at < _ranges.Count && _ranges[at].First < end)
        {
            var range = _ranges[at];
            _ranges.RemoveAt(at);
            if (range.First < first)
            {
                _ranges.Insert(at++, range with { Count = first - range.First });
            }

            if (range.End > end)
            {
                _ranges.Insert(at++, new SequenceRange(end, range.End - end));
            }
        }
    }

    private int FirstEndingAfter(long sequence)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].End > sequence)
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
