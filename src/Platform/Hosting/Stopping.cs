namespace IndustrialGateway.Platform.Hosting;

/// <summary>Ends streams when the process begins to stop: the server would wait for them in vain.</summary>
internal sealed class Stopping(IHostApplicationLifetime lifetime)
{
    public CancellationToken Requested => lifetime.ApplicationStopping;

    /// <summary>Cancelled when the call ends or the process begins to stop.</summary>
    public CancellationTokenSource LinkTo(CancellationToken call) =>
        CancellationTokenSource.CreateLinkedTokenSource(call, lifetime.ApplicationStopping);
}
