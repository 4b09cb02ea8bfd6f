namespace IndustrialGateway.Buffering.Writing;

/// <summary>
/// How long the buffer has been open, in all its runs: the only time by which records grow old. A clock that is set by years
/// does not move it, and neither does the time in which the process was away, of which no clock could be trusted.
/// </summary>
internal sealed class LivedTime(TimeProvider time, long before)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Ticks; only grows, and is never 0, which means that it is not known.</summary>
    public long Ticks => before + 1 + time.GetElapsedTime(_start).Ticks;
}
