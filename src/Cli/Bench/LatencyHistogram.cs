using System.Numerics;

namespace IndustrialGateway.Cli.Bench;

/// <summary>Counts latencies in buckets no wider than 1 % of their value, from 1 µs to days, in constant memory.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[SubBuckets * 40];
    private long _max;

    public long Count { get; private set; }

    public TimeSpan Max => TimeSpan.FromMicroseconds(_max);

    /// <summary>In 100 ns ticks; a negative one (clocks of two machines) counts as 0.</summary>
    public void Add(long ticks)
    {
        var microseconds = Math.Max(0, ticks / TimeSpan.TicksPerMicrosecond);
        _counts[BucketOf(microseconds)]++;
        _max = Math.Max(_max, microseconds);
        Count++;
    }

    /// <summary>The latency that this share (0 to 1) does not exceed; null while nothing was counted.</summary>
    public TimeSpan? Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length && Count > 0; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted)
            {
                return TimeSpan.FromMicroseconds(Math.Min(UpperEnd(bucket), _max));
            }
        }

        return null;
    }

    /// <summary>Exact below 128 µs, then 128 buckets for each power of two.</summary>
    private static int BucketOf(long microseconds)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)microseconds | 1) - SubBits);
        return Math.Min((SubBuckets * 40) - 1, (shift * SubBuckets) + (int)(microseconds >> shift));
    }

    private static long UpperEnd(int bucket)
    {
        var shift = Math.Max(0, (bucket / SubBuckets) - 1);
        var sub = bucket - (shift * SubBuckets);
        return ((long)(sub + 1) << shift) - 1;
    }
}
