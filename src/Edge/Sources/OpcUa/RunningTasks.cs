namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Tasks that come and go and are stopped together; the first that fails, or ends a loop that has no end, is told to whoever waits. Any thread.</summary>
internal sealed class RunningTasks : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Task> _tasks = [];
    private readonly CancellationTokenSource _life = new();
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first failure.</summary>
    public Task Failure => _failure.Task;

    public void Add(Func<CancellationToken, Task> run)
    {
        lock (_gate)
        {
            _tasks.RemoveAll(task => task.IsCompleted);
            _tasks.Add(RunAsync(run));
        }
    }

    /// <summary>Stops all and waits for their end.</summary>
    public async Task StopAsync()
    {
        await _life.CancelAsync();
        Task[] tasks;
        lock (_gate)
        {
            tasks = [.. _tasks];
        }

        await Task.WhenAll(tasks);
    }

    public void Dispose() => _life.Dispose();

    private async Task RunAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_life.Token);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            // It was stopped.
        }
        catch (Exception failure)
        {
            _failure.TrySetException(failure);
        }
    }
}
