namespace IndustrialGateway.Platform.Committing;

/// <summary>Bounds what waits: whoever brings too much waits until some of it is done. First come, first served.</summary>
internal sealed class WeightBudget(long capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<(long Weight, TaskCompletionSource Entry)> _waiting = new();
    private long _used;

    /// <summary>Takes a part of the budget, when there is room; more than all of it when nothing else is in use.</summary>
    public async ValueTask TakeAsync(long weight, CancellationToken cancellationToken)
    {
        TaskCompletionSource entry;
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(weight))
            {
                _used += weight;
                return;
            }

            entry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((weight, entry));
        }

        await using (cancellationToken.UnsafeRegister(_ => entry.TrySetCanceled(cancellationToken), null))
        {
            await entry.Task;
        }
    }

    public void Release(long weight)
    {
        lock (_gate)
        {
            _used -= weight;
            while (_waiting.TryPeek(out var next) && (next.Entry.Task.IsCanceled || Fits(next.Weight)))
            {
                _waiting.Dequeue();
                if (next.Entry.TrySetResult())
                {
                    _used += next.Weight;
                }
            }
        }
    }

    private bool Fits(long weight) => _used == 0 || _used + weight <= capacity;
}
