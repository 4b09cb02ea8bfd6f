namespace IndustrialGateway.Testing;

/// <summary>
/// The real time with real timers. While it hurries, every look at it finds it later by a step: what is measured seems to have taken long, and no
/// timer comes earlier.
/// </summary>
public sealed class HurryingTime : TimeProvider
{
    private long _ahead;
    private long _step;

    /// <summary>Zero: it does not hurry.</summary>
    public TimeSpan Step
    {
        get => new(Interlocked.Read(ref _step));
        set => Interlocked.Exchange(ref _step, value.Ticks);
    }

    public override long GetTimestamp()
    {
        var ahead = new TimeSpan(Interlocked.Add(ref _ahead, Interlocked.Read(ref _step)));
        return System.GetTimestamp() + (long)(ahead.TotalSeconds * TimestampFrequency);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ahead));
}
