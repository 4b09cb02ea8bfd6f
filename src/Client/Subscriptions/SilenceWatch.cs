namespace IndustrialGateway.Client.Subscriptions;

/// <summary>Cancels its token when nothing was heard for too long.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    public SilenceWatch(TimeSpan limit, TimeProvider time, CancellationToken outer)
    {
        _limit = limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        _timer = time.CreateTimer(_ => _source.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public void Heard() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }
}
