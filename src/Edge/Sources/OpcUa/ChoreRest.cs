namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Does a chore at once, and then not again before it has rested; what is asked for meanwhile is asked again then. For one loop.</summary>
internal sealed class ChoreRest : IDisposable
{
    private readonly TimeSpan _rest;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long? _done;

    /// <param name="rest">From the end of one to the beginning of the next.</param>
    public ChoreRest(Chores chores, Chore chore, TimeSpan rest, TimeProvider time)
    {
        (_rest, _time) = (rest, time);
        _timer = time.CreateTimer(_ => chores.Ask(chore), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Does it now, or has it asked for again when it has rested.</summary>
    public async Task DoAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        if (_done is { } done && _rest - _time.GetElapsedTime(done) is { Ticks: > 0 } left)
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan);
            return;
        }

        await action(cancellationToken);
        _done = _time.GetTimestamp();
    }

    public void Dispose() => _timer.Dispose();
}
