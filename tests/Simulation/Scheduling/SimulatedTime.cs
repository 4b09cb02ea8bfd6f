namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>The clock of one process: virtual, and wrong by as much as the process's clock is.</summary>
internal sealed class SimulatedTime(SeededScheduler scheduler, SimulatedProcess process) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2027, 1, 4, 6, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Beginning.AddTicks(scheduler.Now) + process.ClockError;

    public override long GetTimestamp() => scheduler.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(scheduler, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>For the world's own waits.</summary>
    public Task Delay(TimeSpan time) => Task.Delay(time, this, CancellationToken.None);
}

/// <summary>A timer of one process; fires when nothing else can run any more.</summary>
internal sealed class SimulatedTimer(SeededScheduler scheduler, SimulatedProcess process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;

    /// <summary>When it fires next, 100 ns ticks since the beginning; -1 = not at all.</summary>
    public long Due { get; private set; } = -1;

    public bool IsDueAt(long ticks) => Due == ticks && !process.IsDead;

    public void Fire()
    {
        Due = -1;
        process.Post(_ => callback(state), null);
        if (_period > TimeSpan.Zero)
        {
            SetDue(_period);
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        Due = -1;
        if (dueTime >= TimeSpan.Zero)
        {
            SetDue(dueTime);
        }

        return true;
    }

    public void Dispose() => Due = -1;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void SetDue(TimeSpan after)
    {
        Due = scheduler.Now + after.Ticks;
        scheduler.Add(this);
    }
}
