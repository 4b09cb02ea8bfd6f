namespace IndustrialGateway.Testing;

/// <summary>The real time with real timers, on which a test can leap ahead: what is measured then seems to have taken long, and no timer comes earlier.</summary>
public sealed class LeapingTime : TimeProvider
{
    private long _leapt;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Leapt.TotalSeconds * TimestampFrequency);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Leapt;

    private TimeSpan Leapt => new(Interlocked.Read(ref _leapt));

    public void Leap(TimeSpan by) => Interlocked.Add(ref _leapt, by.Ticks);
}
