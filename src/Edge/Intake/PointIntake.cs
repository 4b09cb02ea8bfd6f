using IndustrialGateway.Edge.Buffers;

namespace IndustrialGateway.Edge.Intake;

/// <summary>Lets one log at a time resolve its points, and go on only when those that are new are durable.</summary>
internal sealed class PointIntake(PointTable points) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public PointTable Points => points;

    /// <param name="resolve">Finds or makes the shapes of what has arrived; none is used before this completes.</param>
    public async ValueTask ResolveAsync(Action resolve, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            resolve();
            if (points.Registry.HasUnpersisted)
            {
                await points.PersistAsync(cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
