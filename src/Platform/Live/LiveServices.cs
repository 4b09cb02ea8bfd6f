namespace IndustrialGateway.Platform.Live;

internal static class LiveServices
{
    /// <summary>Current values and their subscribers.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services) => services
        .AddSingleton<LiveHub>()
        .AddSingleton<HeldValues>();
}
