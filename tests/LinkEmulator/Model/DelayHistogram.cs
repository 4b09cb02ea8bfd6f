namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>Counts times in steps of a tenth of a millisecond up to 10 s; one thread writes, others may look at any time.</summary>
internal sealed class DelayHistogram
{
    private readonly long[] _counts = new long[100_000];

    public void Add(TimeSpan time) =>
        _counts[Math.Clamp(time.Ticks / (TimeSpan.TicksPerMillisecond / 10), 0, _counts.Length - 1)]++;

    /// <summary>The smallest time, in milliseconds, below which this share of all lies; null when there is none yet.</summary>
    public double? Quantile(double share)
    {
        var total = _counts.Sum();
        if (total == 0)
        {
            return null;
        }

        var (step, below) = (-1, 0L);
        do
        {
            below += _counts[++step];
        }
        while (below < share * total && step < _counts.Length - 1);

        return (step + 1) / 10.0;
    }

    public void Clear() => Array.Clear(_counts);
}
