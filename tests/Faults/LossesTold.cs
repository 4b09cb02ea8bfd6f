using IndustrialGateway.Client;
using Gap = IndustrialGateway.V1.Gap;

namespace IndustrialGateway.Faults;

/// <summary>
/// Which lost values of a point gaps tell of. Each value by itself: what is missing in one piece may be of several gaps, when more was
/// dropped after the first was told.
/// </summary>
/// <param name="gaps">In the gateway's time: when the records were taken.</param>
/// <param name="older">A value has the machine's time: that of its record or so much earlier at most, and never later.</param>
internal sealed class LossesTold(IEnumerable<Gap> gaps, TimeSpan older)
{
    /// <summary>More than a value of a line at work is ever older than its record.</summary>
    public static readonly TimeSpan Older = TimeSpan.FromSeconds(30);

    private readonly List<(long From, long To)> _times = [.. gaps.Select(gap => (gap.From.ToTicks() - older.Ticks, gap.To.ToTicks()))];

    /// <summary>The stretches of a hole of which no gap tells.</summary>
    /// <param name="hole">The indices that are missing.</param>
    /// <param name="sourceTicks">The source time of an index.</param>
    public IEnumerable<(long First, long Count)> UntoldOf((long First, long Count) hole, Func<long, long> sourceTicks)
    {
        var (first, end) = (hole.First, hole.First + hole.Count);
        for (var index = first; index <= end; index++)
        {
            if (index < end && !IsTold(sourceTicks(index)))
            {
                continue;
            }

            if (index > first)
            {
                yield return (first, index - first);
            }

            first = index + 1;
        }
    }

    /// <summary>Whether a gap tells of this source time.</summary>
    public bool IsTold(long ticks) => _times.Exists(time => time.From <= ticks && ticks <= time.To);
}
