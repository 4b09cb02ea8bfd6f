using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IndustrialGateway.Platform.Committing;

/// <summary>Healthy while what arrives can be committed.</summary>
internal sealed class CommitHealth(Committer committer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(committer.ExecuteTask is { IsCompleted: false }
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The historian takes nothing."));
}
