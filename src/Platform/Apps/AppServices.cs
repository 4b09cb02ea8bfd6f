namespace IndustrialGateway.Platform.Apps;

internal static class AppServices
{
    /// <summary>What keys do, counted and kept.</summary>
    public static IServiceCollection AddApps(this IServiceCollection services) => services
        .AddSingleton<ApiUsage>()
        .AddSingleton<UsageLedger>()
        .AddHostedService(provider => provider.GetRequiredService<UsageLedger>());
}
