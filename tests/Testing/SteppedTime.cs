namespace IndustrialGateway.Testing;

/// <summary>A clock that is set: the time of day jumps, what is measured with it does not.</summary>
public sealed class SteppedTime : TimeProvider
{
    private long _step;

    /// <summary>How far the time of day is ahead of the real one; negative = behind.</summary>
    public TimeSpan Step
    {
        get => new(Interlocked.Read(ref _step));
        set => Interlocked.Exchange(ref _step, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Step;
}
