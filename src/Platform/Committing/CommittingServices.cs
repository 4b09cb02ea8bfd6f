namespace IndustrialGateway.Platform.Committing;

internal static class CommittingServices
{
    /// <summary>The historian's single writer.</summary>
    public static IServiceCollection AddCommitting(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<CommitHealth>("history");
        return services
            .AddSingleton<CommitMetrics>()
            .AddSingleton<Committer>()
            .AddHostedService(provider => provider.GetRequiredService<Committer>());
    }
}
