namespace IndustrialGateway.Platform.Ingest;

/// <summary>The right of one stream to write an epoch, until a newer stream takes it over.</summary>
internal sealed class StreamLease(EpochState epoch) : IDisposable
{
    private readonly CancellationTokenSource _revoked = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when a newer stream wants the epoch.</summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <summary>Completes when the stream has stopped writing.</summary>
    public Task Ended => _ended.Task;

    public void Revoke() => _revoked.Cancel();

    public void Dispose()
    {
        epoch.Leave(this);
        _ended.TrySetResult();
    }
}
