using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Live;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>Opens what is on disk before anybody may call: the catalogue, and the newest value of each point.</summary>
internal sealed partial class Opening(
    PointCatalogue catalogue, IHistorian historian, LiveHub live, TimeProvider time, ILogger<Opening> logger) : IHostedService
{
    /// <summary>A newest value from a time after this may come from a clock that was wrong.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalogue.OpenAsync(cancellationToken);
        var now = time.NowTicks();
        List<Sample> newest = [];
        foreach (var point in historian.Points)
        {
            if (historian.TryGetNewest(point, out var sample))
            {
                if (sample.SourceTicks > now + Lead.Ticks
                    && await historian.ReadLastBeforeAsync(point, now + Lead.Ticks, cancellationToken) is { } believed)
                {
                    // Which of the two is current, their receipt decides.
                    newest.Add(believed);
                }

                newest.Add(sample);
            }
        }

        live.Publish(newest.ToArray(), new Arrival(Sequence: 0, IsBacklog: true, now));
        LogOpened(catalogue.PointIdLimit - 1, historian.GetCounters().StoredSamples);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "{Points} points are known and {Samples} samples stored")]
    private partial void LogOpened(int points, long samples);
}
