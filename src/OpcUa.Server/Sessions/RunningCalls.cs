using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>The calls of one session that are not done yet: they run beside its other requests, so many at once and no longer than the session.</summary>
/// <remarks>For any number of threads.</remarks>
internal sealed class RunningCalls(int capacity) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _end = new();
    private int _count;
    private bool _ended;

    /// <summary>Starts one and comes back when it is done, or as soon as it has to wait.</summary>
    /// <param name="run">Ends quickly when its token says so; throws nothing.</param>
    /// <exception cref="UaException">BadTooManyOperations or BadSessionClosed.</exception>
    public void Start(Func<CancellationToken, Task> run)
    {
        CancellationToken token;
        lock (_gate)
        {
            if (_ended)
            {
                throw new UaException(StatusCode.BadSessionClosed, "The session was closed.");
            }

            if (_count >= capacity)
            {
                throw new UaException(StatusCode.BadTooManyOperations, $"{capacity} calls of this session run: wait until one is done.");
            }

            _count++;
            token = _end.Token;
        }

        var task = RunAsync(run, token);
        lock (_gate)
        {
            if (!task.IsCompleted)
            {
                _running.Add(task);
            }
        }
    }

    /// <summary>Ends what runs and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        Task[] left;
        lock (_gate)
        {
            left = [.. _running];
        }

        await Task.WhenAll(left).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> run, CancellationToken token)
    {
        try
        {
            await run(token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _count--;
                _running.RemoveWhere(task => task.IsCompleted);
            }
        }
    }
}
