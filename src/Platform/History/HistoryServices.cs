using IndustrialGateway.Historian;
using IndustrialGateway.Historian.Embedded;
using IndustrialGateway.Platform.Hosting;

namespace IndustrialGateway.Platform.History;

internal static class HistoryServices
{
    /// <summary>The folder of the embedded historian in the data folder.</summary>
    public const string Folder = "history";

    /// <summary>The embedded historian, and reading from it.</summary>
    public static IServiceCollection AddHistory(this IServiceCollection services) => services
        .AddSingleton<IHistorian>(provider => EmbeddedHistorian.Open(
            new EmbeddedHistorianOptions
            {
                Folder = Path.Combine(provider.GetRequiredService<PlatformSettings>().DataFolder, Folder),
            },
            provider.GetRequiredService<ILogger<EmbeddedHistorian>>()))
        .AddSingleton<SampleHistory>()
        .AddSingleton<LossLedger>();
}
