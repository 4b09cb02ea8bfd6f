using IndustrialGateway.Platform.Hosting;

namespace IndustrialGateway.Platform.Access;

internal static class AccessServices
{
    /// <summary>Keys, the page's link and its sessions.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton(provider => new KeyRing(provider.GetRequiredService<PlatformSettings>().Keys))
        .AddSingleton<PageLink>()
        .AddSingleton<PageSessions>();
}
