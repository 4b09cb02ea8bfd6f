namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>The time since the link began, for all of its directions the same.</summary>
internal sealed class LinkClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_start);
}
