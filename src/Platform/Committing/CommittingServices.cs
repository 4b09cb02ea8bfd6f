namespace IndustrialGateway.Platform.Committing;

internal static class CommittingServices
{
    /// <summary>The historian's single writer.</summary>
    public static IServiceCollection AddCommitting(this IServiceCollection services) => services
        .AddSingleton<CommitMetrics>()
        .AddSingleton<Committer>()
        .AddHostedService(provider => provider.GetRequiredService<Committer>());
}
