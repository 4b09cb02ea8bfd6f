using System.Numerics;

namespace IndustrialGateway.Model;

/// <summary>
/// Which bucket a latency falls into: one a microsecond at first, then 16 to each doubling, so that a percentile is never
/// too low and at most 6 % too high. Counts by bucket add up.
/// </summary>
public static class LatencyBuckets
{
    /// <summary>The longest that is told apart: 2^40 µs, 12 days; longer ones count as that.</summary>
    private const int Doublings = 40;

    private const int SubBits = 4;
    private const int SubBuckets = 1 << SubBits;

    public const int Count = (Doublings - SubBits + 1) * SubBuckets;

    /// <summary>A negative latency, from clocks that differ, counts as zero.</summary>
    public static int Of(TimeSpan latency)
    {
        var value = (ulong)Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, (1L << Doublings) - 1);
        if (value < SubBuckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2(value) - SubBits;
        return ((shift + 1) * SubBuckets) + (int)(value >> shift) - SubBuckets;
    }

    /// <summary>The latency that a share of the counted values does not exceed; nothing when none were.</summary>
    /// <param name="counts">By bucket.</param>
    /// <param name="total">Their sum.</param>
    /// <param name="share">0 to 1, e.g. 0.99.</param>
    public static TimeSpan? Percentile(ReadOnlySpan<long> counts, long total, double share)
    {
        if (total == 0)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(share * total));
        var bucket = 0;
        for (var seen = counts[0]; seen < rank; seen += counts[bucket])
        {
            bucket++;
        }

        return TimeSpan.FromMicroseconds(UpperEnd(bucket));
    }

    private static long UpperEnd(int bucket)
    {
        var (shift, rest) = Math.DivRem(bucket, SubBuckets);
        return shift == 0 ? rest : (((long)rest + SubBuckets + 1) << (shift - 1)) - 1;
    }
}
