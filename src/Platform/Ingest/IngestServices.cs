using IndustrialGateway.Platform.Ingest.Instances;
using IndustrialGateway.Platform.Ingest.Probing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IndustrialGateway.Platform.Ingest;

internal static class IngestServices
{
    /// <summary>What gateways' streams need, and their limits.</summary>
    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.TryAddSingleton(new IngestLimits());
        return services
            .AddSingleton<IngestMetrics>()
            .AddSingleton<IngestPath>()
            .AddSingleton<GatewaySeats>()
            .AddSingleton<EpochRegistry>()
            .AddHostedService<StampReflector>();
    }
}
