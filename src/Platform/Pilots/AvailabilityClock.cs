using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Committing;
using IndustrialGateway.Platform.Line;
using IndustrialGateway.Platform.Live;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>
/// Looks every second whether each gateway and each of its machines is connected, and whether Good values hold there. A machine
/// behind a gateway that is out of reach is not observed: nobody can tell.
/// </summary>
internal sealed partial class AvailabilityClock(
    PointCatalogue catalogue,
    LineBoard board,
    PendingFigures pending,
    Connectivity connectivity,
    HeldValues held,
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

    /// <summary>Counts the running second.</summary>
    internal void Observe()
    {
        var now = time.GetUtcNow();
        var minute = Window.MinuteOf(now);
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

            CountHeld(gateway, minute, now);
        }
    }

    /// <summary>A machine tells what changes: where nothing does, no sample says that its values are good.</summary>
    private void CountHeld(GatewayPoints gateway, int minute, DateTimeOffset now)
    {
        string[] machines = [.. held.Of(gateway).Select(machine => machine.Name)];
        foreach (var subject in machines.Length == 0 ? machines : [gateway.Gateway.Name, .. machines])
        {
            pending.Add(subject, minute, Pilots.Count.HeldSeconds, 1);
            connectivity.Good(subject, now);
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
