using IndustrialGateway.Platform.Ingest.Budgets;

namespace IndustrialGateway.Platform.Ingest.Instances;

/// <summary>The right of one stream to write, until another instance of its gateway takes over.</summary>
internal sealed class StreamLease(GatewaySeat seat, Bearer bearer, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _revoked = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heard = time.GetTimestamp();

    public Bearer Bearer => bearer;

    /// <summary>How fast all streams of the gateway together may send.</summary>
    public GatewayRate Rate => seat.Rate;

    /// <summary>Cancelled when another stream is to write in the place of this one.</summary>
    public CancellationToken Revoked => _revoked.Token;

    /// <summary>Completes when the stream has stopped writing.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How long nothing has come on the stream.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _heard));

    /// <summary>Something came.</summary>
    public void Heard()
    {
        var now = time.GetTimestamp();
        Volatile.Write(ref _heard, now);
        seat.Heard(bearer, now);
    }

    public void Revoke() => _revoked.Cancel();

    public void Dispose()
    {
        seat.Leave(this);
        _ended.TrySetResult();
    }
}
