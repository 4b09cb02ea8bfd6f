namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// Knows when the server has sent what its queues held at some time. A Publish response says whether there is more (Part 4 §5.14.5,
/// moreNotifications); the first that comes without may have been made while the time was asked for, the second was made after it. Any thread.
/// </summary>
internal sealed class DrainWatch
{
    private const int Responses = 2;

    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private bool _isEnded;

    /// <summary>Ends when all is handed over that was queued at this time stamp, or when the subscription is not at the server any longer.</summary>
    public Task WaitAsync(long since)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return Task.CompletedTask;
            }

            var waiter = new Waiter(since);
            _waiters.Add(waiter);
            return waiter.Drained.Task;
        }
    }

    /// <summary>A response that came at this time stamp was handed over.</summary>
    public void Take(long arrived, bool hasMore)
    {
        lock (_gate)
        {
            if (hasMore || _waiters.Count == 0)
            {
                return;
            }

            foreach (var waiter in _waiters)
            {
                waiter.Left -= waiter.Since < arrived ? 1 : 0;
            }

            Release(waiter => waiter.Left == 0);
        }
    }

    /// <summary>Nothing comes any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            Release(_ => true);
        }
    }

    private void Release(Predicate<Waiter> isDone) =>
        _waiters.RemoveAll(waiter => isDone(waiter) && waiter.Drained.TrySetResult());

    private sealed class Waiter(long since)
    {
        public long Since => since;

        public int Left { get; set; } = Responses;

        public TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
