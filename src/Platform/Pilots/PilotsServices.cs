using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Hosting;

namespace IndustrialGateway.Platform.Pilots;

internal static class PilotsServices
{
    /// <summary>The bureau's figures: counted with every commit, answered by <see cref="PilotEndpoint"/>.</summary>
    public static IServiceCollection AddPilots(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetRequiredService<PlatformSettings>().Targets)
        .AddSingleton<FigureBook>()
        .AddSingleton<PendingFigures>()
        .AddSingleton<Connectivity>()
        .AddSingleton<PilotBoard>()
        .AddSingleton<ICommitListener, LineFigures>()
        .AddHostedService<AvailabilityClock>();
}
