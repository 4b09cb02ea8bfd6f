namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>
/// One run of a program: its continuations come back here, and once it is dead none of them runs any more, as after kill -9.
/// </summary>
internal sealed class SimulatedProcess(string name, SeededScheduler scheduler) : SynchronizationContext
{
    public string Name => name;

    public bool IsDead { get; private set; }

    /// <summary>By how much its clock is wrong.</summary>
    public TimeSpan ClockError { get; set; }

    public SimulatedTime Time => field ??= new SimulatedTime(scheduler, this);

    /// <summary>Begins a task of this process; one that fails is a failure of the simulation.</summary>
    public void Start(Func<Task> main) => Post(_ => _ = RunAsync(main), null);

    public void Kill() => IsDead = true;

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    public void Run(SendOrPostCallback action, object? state)
    {
        if (IsDead)
        {
            return;
        }

        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private async Task RunAsync(Func<Task> main)
    {
        try
        {
            await main();
        }
        catch (Exception failure)
        {
            scheduler.Fail(failure);
        }
    }
}
