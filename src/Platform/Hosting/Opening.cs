using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Live;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Opens what is on disk before anybody may call: the catalogue, and the newest value of each point.</summary>
internal sealed partial class Opening(
    PointCatalogue catalogue, IHistorian historian, LiveHub live, ILogger<Opening> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalogue.OpenAsync(cancellationToken);
        List<Sample> newest = [];
        foreach (var point in historian.Points)
        {
            if (historian.TryGetNewest(point, out var sample))
            {
                newest.Add(sample);
            }
        }

        live.Publish(newest.ToArray(), isBacklog: true, nowTicks: 0);
        LogOpened(catalogue.PointIdLimit - 1, historian.GetCounters().StoredSamples);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "{Points} points are known and {Samples} samples stored")]
    private partial void LogOpened(int points, long samples);
}
