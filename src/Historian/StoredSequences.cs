using System.Collections.Immutable;
using IndustrialGateway.Model;

namespace IndustrialGateway.Historian;

/// <summary>The set of sequences stored of one stream: all below a watermark, and islands above it. Immutable.</summary>
public sealed class StoredSequences : IEquatable<StoredSequences>
{
    /// <summary>A sender that leaves more holes than this has to fill some first.</summary>
    public const int MaxRanges = 1024;

    public static readonly StoredSequences None = new(1, []);

    internal StoredSequences(long storedBefore, ImmutableArray<SequenceRange> ranges)
    {
        StoredBefore = storedBefore;
        Ranges = ranges;
    }

    /// <summary>All sequences below are stored; sequences count up from 1.</summary>
    public long StoredBefore { get; }

    /// <summary>Islands above the watermark, ascending, neither overlapping nor touching.</summary>
    public ImmutableArray<SequenceRange> Ranges { get; }

    /// <summary>After the last that is stored, islands included.</summary>
    public long End => Ranges.IsEmpty ? StoredBefore : Ranges[^1].End;

    public bool Contains(long sequence) => ContainsAll(sequence, 1);

    /// <summary>True when every one of the sequences is stored.</summary>
    public bool ContainsAll(long first, long count) =>
        first + count <= StoredBefore || Ranges.Any(range => range.First <= Math.Max(first, StoredBefore) && first + count <= range.End);

    /// <summary>True when none of the sequences is stored.</summary>
    public bool ContainsNone(long first, long count) =>
        first >= StoredBefore && !Ranges.Any(range => range.First < first + count && first < range.End);

    /// <summary>The set with these sequences too; null when it would have more than <see cref="MaxRanges"/> islands.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A sequence below 1, or none.</exception>
    public StoredSequences? With(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, long.MaxValue - first);
        var end = first + count;
        if (Ranges.IsEmpty && first <= StoredBefore)
        {
            return end <= StoredBefore ? this : new StoredSequences(end, []);
        }

        var before = StoredBefore;
        var ranges = ImmutableArray.CreateBuilder<SequenceRange>(Ranges.Length + 1);
        foreach (var range in Ranges.Add(new SequenceRange(first, count)).Sort((left, right) => left.First.CompareTo(right.First)))
        {
            if (range.First <= before)
            {
                before = Math.Max(before, range.End);
            }
            else if (ranges.Count > 0 && range.First <= ranges[^1].End)
            {
                ranges[^1] = ranges[^1] with { Count = Math.Max(ranges[^1].End, range.End) - ranges[^1].First };
            }
            else
            {
                ranges.Add(range);
            }
        }

        return ranges.Count > MaxRanges ? null : new StoredSequences(before, ranges.ToImmutable());
    }

    public bool Equals(StoredSequences? other) =>
        other is not null && StoredBefore == other.StoredBefore && Ranges.SequenceEqual(other.Ranges);

    public override bool Equals(object? obj) => Equals(obj as StoredSequences);

    public override int GetHashCode() => HashCode.Combine(StoredBefore, Ranges.Length);

    public override string ToString() => $"<{StoredBefore} {string.Join(' ', Ranges.Select(range => $"{range.First}..{range.End}"))}";
}
