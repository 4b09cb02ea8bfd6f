using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Line;

/// <summary>How late values were over the last ten seconds, by <see cref="LatencyBuckets"/>. Safe from any thread.</summary>
internal sealed class LatencyHistogram
{
    private const int Seconds = 10;

    private readonly Lock _gate = new();
    private readonly int[][] _counts = [.. Enumerable.Range(0, Seconds).Select(_ => new int[LatencyBuckets.Count])];
    private readonly long[] _second = new long[Seconds];

    /// <summary>Counts <paramref name="times"/> values that were <paramref name="latency"/> late in the second <paramref name="second"/>.</summary>
    public void Add(long second, TimeSpan latency, int times)
    {
        var bucket = LatencyBuckets.Of(latency);
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
}

/// <summary>Counts of several histograms, and their percentiles.</summary>
internal sealed class LatencySummary
{
    private readonly long[] _counts = new long[LatencyBuckets.Count];
    private long _total;

    /// <summary>The latency that a share of the values does not exceed; null = there are none.</summary>
    public TimeSpan? Percentile(double share) => LatencyBuckets.Percentile(_counts, _total, share);

    public void Add(int[] counts)
    {
        for (var bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            _counts[bucket] += counts[bucket];
            _total += counts[bucket];
        }
    }
}
