using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Line;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>
/// Looks every second whether each gateway and each of its machines is connected. A machine behind a gateway that is
/// out of reach is not observed: nobody can tell.
/// </summary>
internal sealed partial class AvailabilityClock(
    PointCatalogue catalogue,
    LineBoard board,
    PendingFigures pending,
    IHistorian historian,
    IEnumerable<ICommitListener> listeners,
    TimeProvider time,
    ILogger<AvailabilityClock> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Commits carry the counts along; without any, they are kept this often.</summary>
    private const int SecondsBetweenCommits = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var second = 1; await timer.WaitForNextTickAsync(stoppingToken); second++)
        {
            try
            {
                Observe();
                if (second % SecondsBetweenCommits == 0 && !pending.IsEmpty)
                {
                    await historian.CommitAsync(
                        new CommitBatch { Observer = new CommitListeners(listeners, []) }, stoppingToken);
                }
            }
            catch (HistorianException failure)
            {
                // The committer meets the same failure with the next samples, and ends the process.
                LogNotKept(failure);
            }
        }
    }

    private void Observe()
    {
        var minute = Window.MinuteOf(time.GetUtcNow());
        foreach (var gateway in catalogue.Snapshot.Gateways.Values)
        {
            var line = board.Of(gateway.Gateway.Id);
            Count(gateway.Gateway.Name, minute, line.IsConnected);
            if (!line.IsConnected || line.State is not { } state)
            {
                continue;
            }

            foreach (var source in state.Sources)
            {
                foreach (var machine in source.Equipment)
                {
                    Count($"{gateway.Gateway.Name}/equipment/{machine}", minute, source.Connected);
                }
            }
        }
    }

    private void Count(string subject, int minute, bool isUp)
    {
        pending.Add(subject, minute, Pilots.Count.ObservedSeconds, 1);
        pending.Add(subject, minute, Pilots.Count.UpSeconds, isUp ? 1 : 0);
    }

    [LoggerMessage(LogLevel.Warning, "The availability figures could not be kept")]
    private partial void LogNotKept(Exception failure);
}
