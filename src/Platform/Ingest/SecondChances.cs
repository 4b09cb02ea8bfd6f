using IndustrialGateway.Historian;
using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Which records of a stream have come once and could not be read: each is asked for once. A gateway that is asked for declarations
/// sends them before it sends the records again, so that one which still lacks them then would lack them for ever.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class SecondChances
{
    private readonly Dictionary<int, SequenceSet> _taken = [];

    /// <summary>True when the record may come again; false when it has, or when there are more such than anybody remembers.</summary>
    public bool Take(int log, long sequence)
    {
        var one = new SequenceSet();
        one.Add(sequence, sequence + 1);
        return Take(log, one).Ranges.Count > 0;
    }

    /// <summary>Takes those that may come again out of <paramref name="sequences"/>, and returns them.</summary>
    public SequenceSet Take(int log, SequenceSet sequences)
    {
        var taken = _taken.TryGetValue(log, out var found) ? found : _taken[log] = new SequenceSet();
        var again = new SequenceSet();
        if (taken.Ranges.Count >= StoredSequences.MaxRanges)
        {
            return again;
        }

        foreach (var range in sequences.Ranges)
        {
            again.Add(range.First, range.End);
        }

        foreach (var range in taken.Ranges)
        {
            again.Remove(range.First, range.End);
        }

        foreach (var range in again.Ranges)
        {
            taken.Add(range.First, range.End);
            sequences.Remove(range.First, range.End);
        }

        return again;
    }

    /// <summary>It came again and could be read: what is remembered is only what still waits.</summary>
    public void Forget(int log, long sequence)
    {
        if (_taken.TryGetValue(log, out var taken) && taken.Ranges.Count > 0)
        {
            taken.Remove(sequence, sequence + 1);
        }
    }

    public void Clear() => _taken.Clear();
}
