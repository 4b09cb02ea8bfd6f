using System.Numerics;

namespace IndustrialGateway.Platform.Line;

/// <summary>
/// How late values were over the last ten seconds: counts by the microsecond in buckets that grow with the value (16 to
/// each doubling, so a percentile is at most 6 % too high). Safe from any thread.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The longest that is told apart: 2^36 µs, 19 hours.</summary>
    private const int Doublings = 36;

    private const int SubBits = 4;
    internal const int SubBuckets = 1 << SubBits;
    internal const int Buckets = (Doublings - SubBits + 1) * SubBuckets;
    private const int Seconds = 10;

    private readonly Lock _gate = new();
    private readonly int[][] _counts = [.. Enumerable.Range(0, Seconds).Select(_ => new int[Buckets])];
    private readonly long[] _second = new long[Seconds];

    /// <summary>Counts <paramref name="times"/> values that were <paramref name="latency"/> late in the second <paramref name="second"/>.</summary>
    public void Add(long second, TimeSpan latency, int times)
    {
        var bucket = BucketOf((long)latency.TotalMicroseconds);
        lock (_gate)
        {
            Slot(second)[bucket] += times;
        }
    }

    /// <summary>Adds the last ten seconds before <paramref name="second"/> and that one to <paramref name="sum"/>.</summary>
    public void AddTo(LatencySummary sum, long second)
    {
        lock (_gate)
        {
            for (var slot = 0; slot < Seconds; slot++)
            {
                if (_second[slot] > second - Seconds && _second[slot] <= second)
                {
                    sum.Add(_counts[slot]);
                }
            }
        }
    }

    private int[] Slot(long second)
    {
        var slot = (int)(second % Seconds);
        if (_second[slot] != second)
        {
            _second[slot] = second;
            Array.Clear(_counts[slot]);
        }

        return _counts[slot];
    }

    private static int BucketOf(long microseconds)
    {
        var value = (ulong)Math.Clamp(microseconds, 0, (1L << Doublings) - 1);
        if (value < SubBuckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2(value) - SubBits;
        return ((shift + 1) * SubBuckets) + (int)(value >> shift) - SubBuckets;
    }
}

/// <summary>Counts of several histograms, and their percentiles.</summary>
internal sealed class LatencySummary
{
    private readonly long[] _counts = new long[LatencyHistogram.Buckets];
    private long _total;

    /// <summary>The latency that a share of the values does not exceed; null = there are none.</summary>
    public TimeSpan? Percentile(double share)
    {
        if (_total == 0)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(share * _total));
        var bucket = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[bucket])
        {
            bucket++;
        }

        return TimeSpan.FromMicroseconds(UpperEnd(bucket));
    }

    public void Add(int[] counts)
    {
        for (var bucket = 0; bucket < LatencyHistogram.Buckets; bucket++)
        {
            _counts[bucket] += counts[bucket];
            _total += counts[bucket];
        }
    }

    private static long UpperEnd(int bucket)
    {
        var (shift, rest) = Math.DivRem(bucket, LatencyHistogram.SubBuckets);
        return shift == 0 ? rest : (((long)rest + LatencyHistogram.SubBuckets + 1) << (shift - 1)) - 1;
    }
}
