using IndustrialGateway.Edge;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Intake;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Faults.Host.Disks;
using IndustrialGateway.Faults.Host.Historians;
using IndustrialGateway.Faults.Host.Links;
using IndustrialGateway.Historian;
using Microsoft.Extensions.DependencyInjection;

namespace IndustrialGateway.Faults.Host;

/// <summary>The planted bugs by their names; <c>none</c> is the product as it is.</summary>
internal static class Bugs
{
    public static IReadOnlyDictionary<string, GatewayParts> Gateway { get; } = new Dictionary<string, GatewayParts>(StringComparer.Ordinal)
    {
        ["none"] = new(),
        ["no-sync"] = new() { Disk = new UnsyncedDisk() },
        ["library-flush"] = new() { Disk = new LibraryFlushDisk() },
        ["cursor-after-unlink"] = new() { Disk = new LateCursorDisk() },
        ["no-checksums"] = new() { Disk = new UncheckedDisk() },
        ["live-after-backlog"] = new()
        {
            Configure = services => services.AddSingleton<IPlatformLink>(
                provider => new BacklogFirstLink(new GrpcLink(provider.GetRequiredService<UplinkOptions>()))),
        },
        ["unbounded-queue"] = new()
        {
            Configure = services => services.AddSingleton(
                provider => new IntakeQueue(int.MaxValue, provider.GetRequiredService<GatewayStore>().Points.Registry)),
        },
    };

    public static IReadOnlyDictionary<string, Action<IServiceCollection>> Platform { get; } =
        new Dictionary<string, Action<IServiceCollection>>(StringComparer.Ordinal)
        {
            ["none"] = _ => { },
            ["no-deduplication"] = services => Replace(services, historian => new ForgetfulHistorian(historian)),
            ["acknowledged-before-commit"] = services => Replace(services, historian => new HastyHistorian(historian)),
        };

    /// <summary>Puts another one around the product's historian.</summary>
    private static void Replace(IServiceCollection services, Func<IHistorian, IHistorian> wrap)
    {
        var own = services.Last(service => service.ServiceType == typeof(IHistorian)).ImplementationFactory!; // Made by a factory.
        services.AddSingleton(provider => wrap((IHistorian)own(provider)));
    }
}
