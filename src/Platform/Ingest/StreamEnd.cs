using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Ingest.Instances;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Ends a stream for the first reason that comes up: silence, answers that nobody reads, a newer stream, the process's stop, the caller's leave.</summary>
internal sealed class StreamEnd : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _stopping;
    private readonly ITimer _silence;
    private readonly ITimer _unread;
    private CancellationTokenRegistration _revoked;
    private RefusalException? _reason;

    public StreamEnd(Stopping stopping, TimeProvider time, CancellationToken call)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(call);
        _silence = time.CreateTimer(
            _ => End(RefusalException.Unavailable("SILENT", "Nothing came for too long.", RetryAfter)),
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _unread = time.CreateTimer(
            _ => End(RefusalException.ResourceExhausted("NOT_READ", "The gateway does not read what the platform answers.")),
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = stopping.Requested.Register(
            () => End(RefusalException.Unavailable("STOPPING", "The platform is stopping.", RetryAfter)));
    }

    public CancellationToken Token => _source.Token;

    /// <summary>What to answer; null while there is nothing but the caller's own leave.</summary>
    public RefusalException? Reason => Volatile.Read(ref _reason);

    /// <summary>Waits for the next message, but no longer than this.</summary>
    public async Task<bool> WaitAsync(Func<CancellationToken, Task<bool>> next, TimeSpan atMost)
    {
        _silence.Change(atMost, Timeout.InfiniteTimeSpan);
        try
        {
            return await next(Token);
        }
        finally
        {
            _silence.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits until a message has gone out, but no longer than this: a gateway that reads nothing holds it up.</summary>
    public async Task WriteAsync(Task writing, TimeSpan atMost)
    {
        if (!writing.IsCompleted)
        {
            _unread.Change(atMost, Timeout.InfiniteTimeSpan);
        }

        try
        {
            await writing;
        }
        finally
        {
            _unread.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends when another stream takes the lease over.</summary>
    public void Follow(StreamLease lease) => _revoked = lease.Revoked.Register(() => End(RefusalException.FailedPrecondition(
        "TAKEN_OVER", "A newer stream of this gateway took over.")));

    public void End(RefusalException reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        Cancel();
    }

    /// <summary>Ends what still runs, without a reason of its own.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A timer or token that fired while the stream ended by itself.
        }
    }

    public void Dispose()
    {
        _revoked.Dispose();
        _stopping.Dispose();
        _silence.Dispose();
        _unread.Dispose();
        _source.Dispose();
    }
}
