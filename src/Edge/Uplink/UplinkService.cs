using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.Edge.Uplink.Paths.Radio;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Keeps streams to the platform open, one on each path, and sends on the best of them: in order of urgency, at least once, never past what is durable.</summary>
internal sealed class UplinkService(
    UplinkOptions options,
    IPlatformLink platform,
    GatewayStore store,
    GatewayStateReport state,
    Quarantine quarantine,
    TimeProvider time,
    ILogger<UplinkService> logger,
    Random? chance = null) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Until cancelled; on the caller's own scheduler.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        PathFigures[] paths = [.. options.Paths.Select(path => new PathFigures(path, time))];
        var choice = new PathChoice(paths, time, logger);
        using var uplink = new UplinkContext(options, platform, store, state, quarantine, choice, time, logger)
        {
            Chance = chance ?? Random.Shared,
        };
        state.Paths = new PathsReport(paths, choice);
        List<Task> running =
        [
            .. paths.SelectMany(path => Enumerable.Range(0, path.Strands.Count)
                .Select(strand => new PathLink(uplink, new PathConnection(path, strand, time), logger).RunAsync(stoppingToken))),
        ];
        running.AddRange(paths.Where(path => path.Options.Probes).Select(path => platform.MeasureAsync(path, time, logger, stoppingToken)));
        running.AddRange(paths.Where(path => path.Options.Radio is not null).Select(path => WatchRadioAsync(path, stoppingToken)));
        if (paths.Length > 1)
        {
            running.Add(LookAsync(choice, stoppingToken));
        }

        await Task.WhenAll(running);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first attempt may block on certificates and names: the host must not wait for it.
        await Task.Yield();
        await RunAsync(stoppingToken);
    }

    private Task WatchRadioAsync(PathFigures path, CancellationToken stoppingToken)
    {
        var options = path.Options.Radio!; // asked for paths that have it
        IRadio radio = options.Command is { } command
            ? new RadioCommand(command, time)
            : new ModemManagerRadio(options.Modem, path.Options.Interface, options.Interval, time);
        return new RadioWatch(path, radio, options.Interval, time, logger).RunAsync(stoppingToken);
    }

    private async Task LookAsync(PathChoice choice, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                choice.Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
