using System.Numerics;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>Counts latencies in buckets no wider than 2 % of their value, from 1 µs up, in constant memory.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private const int Doublings = 34;

    private readonly long[] _counts = new long[SubBuckets * Doublings];
    private long _count;
    private long _max;

    /// <summary>In 100 ns ticks; a negative one counts as 0.</summary>
    public void Add(long ticks)
    {
        var microseconds = Math.Max(0, ticks / TimeSpan.TicksPerMicrosecond);
        _counts[BucketOf(microseconds)]++;
        _max = Math.Max(_max, microseconds);
        _count++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        (_count, _max) = (0, 0);
    }

    public LatencyReport? Report() =>
        _count == 0 ? null : new LatencyReport(Percentile(0.5), Percentile(0.99), _max / 1000.0);

    private double Percentile(double share)
    {
        var left = (long)Math.Ceiling(_count * share);
        var bucket = 0;
        while ((left -= _counts[bucket]) > 0)
        {
            bucket++;
        }

        return Math.Min(UpperEnd(bucket), _max) / 1000.0;
    }

    private static int BucketOf(long microseconds)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)microseconds | 1) - SubBits);
        return Math.Min((SubBuckets * Doublings) - 1, (shift * SubBuckets) + (int)(microseconds >> shift));
    }

    private static long UpperEnd(int bucket)
    {
        var shift = Math.Max(0, (bucket / SubBuckets) - 1);
        var sub = bucket - (shift * SubBuckets);
        return ((long)(sub + 1) << shift) - 1;
    }
}
