namespace IndustrialGateway.Simulation.Scheduling;

/// <summary>
/// Runs everything on one thread, in an order that a seed chooses: of all that could run now one is picked, and when nothing can, the
/// clock jumps to the next timer. What leaves for the thread pool is run before the next pick, because the pool has this one thread too.
/// </summary>
internal sealed class SeededScheduler : IThreadPoolWorkItem
{
    /// <summary>More than this at one instant is a loop that waits for nothing.</summary>
    private const int MostStepsAtOnce = 200_000;

    private readonly List<Work> _ready = [];
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> _timers = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Trace _trace;
    private long _order;
    private int _stepsAtOnce;
    private int _thread;
    private volatile bool _isOver;

    public SeededScheduler(int seed, Trace trace)
    {
        (Chance, _trace) = (new Random(seed), trace);
        World = new SimulatedProcess("world", this);
    }

    /// <summary>The seed's own numbers; every decision of the simulation comes from here.</summary>
    public Random Chance { get; }

    /// <summary>What never dies: the line, the machines, the one who breaks things.</summary>
    public SimulatedProcess World { get; }

    /// <summary>Virtual time since the beginning, 100 ns ticks.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    public Trace Trace => _trace;

    /// <summary>Runs until the main task ends; faults with whatever went wrong first.</summary>
    public Task RunAsync(Func<Task> main)
    {
        World.Start(async () =>
        {
            try
            {
                await main();
                End(null);
            }
            catch (Exception failure)
            {
                End(failure);
            }
        });
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return _ended.Task;
    }

    /// <summary>Something went wrong that nobody awaits.</summary>
    public void Fail(Exception failure) => End(failure);

    public void Post(SimulatedProcess process, SendOrPostCallback action, object? state)
    {
        // The timers of the dead, and of what is over, post when they are collected, from whichever thread.
        if (process.IsDead || _isOver)
        {
            return;
        }

        if (_thread != 0 && Environment.CurrentManagedThreadId != _thread)
        {
            End(new InvalidOperationException($"Something of {process.Name} ran on a thread of its own:\n{Environment.StackTrace}"));
        }

        _ready.Add(new Work(process, action, state));
    }

    public void Add(SimulatedTimer timer) => _timers.Enqueue(timer, (timer.Due, _order++));

    void IThreadPoolWorkItem.Execute()
    {
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            do
            {
                if (_isOver)
                {
                    return;
                }

                Step();
            }
            while (ThreadPool.PendingWorkItemCount == 0);
        }
        catch (Exception failure)
        {
            End(failure);
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Step()
    {
        if (_ready.Count == 0 && !TryPassTime())
        {
            throw new SimulationException("Nothing can run and nothing waits for time: the simulation hangs.");
        }

        if (++_stepsAtOnce > MostStepsAtOnce)
        {
            throw new SimulationException("Something runs on and on without waiting for anything.");
        }

        Steps++;
        var picked = _ready.Count == 1 ? 0 : Chance.Next(_ready.Count);
        var work = _ready[picked];
        _ready[picked] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        _trace.Step(Now, work.Process.Name, picked);
        work.Process.Run(work.Action, work.State);
    }

    private bool TryPassTime()
    {
        while (_ready.Count == 0 && _timers.TryDequeue(out var timer, out var at))
        {
            if (!timer.IsDueAt(at.Due))
            {
                continue;
            }

            (_stepsAtOnce, Now) = (at.Due > Now ? 0 : _stepsAtOnce, Math.Max(Now, at.Due));
            timer.Fire();
            while (_timers.TryPeek(out var next, out var same) && same.Due <= Now)
            {
                _timers.Dequeue();
                if (next.IsDueAt(same.Due))
                {
                    next.Fire();
                }
            }
        }

        return _ready.Count > 0;
    }

    private void End(Exception? failure)
    {
        _isOver = true;
        if (failure is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            _ended.TrySetException(failure);
        }
    }

    private readonly record struct Work(SimulatedProcess Process, SendOrPostCallback Action, object? State);
}
