using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Live;

/// <summary>The newest sample of each point, by catalogue id. One thread at a time: <see cref="LiveHub"/> sees to it.</summary>
internal sealed class CurrentValues
{
    /// <summary>How far ahead of its arrival a source's clock is believed.</summary>
    private const long MaxLeadTicks = TimeSpan.TicksPerMinute;

    private Sample[] _samples = new Sample[1024];
    private long[] _times = new long[1024];
    private long[] _sequences = new long[1024];
    private long[] _arrived = new long[1024];

    /// <summary>False when the point has no value yet.</summary>
    public bool TryGet(int point, out Sample sample)
    {
        sample = (uint)point < (uint)_samples.Length ? _samples[point] : default;
        return sample.Point != 0;
    }

    /// <summary>When the point's current value came in live and was good, by our own clock; 0 = not so.</summary>
    public long GoodSince(int point) => (uint)point < (uint)_arrived.Length ? _arrived[point] : 0;

    /// <summary>
    /// Takes a sample as current unless it is backlog, or filled, older than what there is, or from the same instant and a record before
    /// that one's. What comes live is always newer: it comes in the order in which the machine said it, even when the machine's clock was
    /// set back.
    /// </summary>
    public bool TryApply(in Sample sample, in Arrival arrival)
    {
        if (sample.Point >= _samples.Length)
        {
            Grow(Math.Max(sample.Point + 1, _samples.Length * 2));
        }

        var point = sample.Point;
        var isBacklog = arrival.IsBacklog || sample.IsFilled;
        var sampleTime = TimeOf(sample, arrival.Ticks);
        if (isBacklog && _samples[point].Point != 0 && (sampleTime, arrival.Sequence).CompareTo((_times[point], _sequences[point])) < 0)
        {
            return false;
        }

        _samples[point] = sample;
        _times[point] = sampleTime;
        _sequences[point] = arrival.Sequence;
        _arrived[point] = !isBacklog && Quality.IsGood(sample.Status) ? arrival.Ticks : 0;
        return true;
    }

    private void Grow(int length)
    {
        Array.Resize(ref _samples, length);
        Array.Resize(ref _times, length);
        Array.Resize(ref _sequences, length);
        Array.Resize(ref _arrived, length);
    }

    /// <summary>
    /// The source's time; one far ahead of both the gateway's clock and ours is not believed, so that it cannot stay current for years.
    /// </summary>
    private static long TimeOf(in Sample sample, long nowTicks) =>
        sample.SourceTicks - MaxLeadTicks > Math.Max(sample.ReceivedTicks, nowTicks) ? sample.ReceivedTicks : sample.SourceTicks;
}
