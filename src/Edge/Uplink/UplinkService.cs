using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Paths;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Keeps streams to the platform open, one on each path, and sends on the best of them: in order of urgency, at least once, never past what is durable.</summary>
internal sealed class UplinkService(
    UplinkOptions options,
    GatewayStore store,
    GatewayStateReport state,
    Quarantine quarantine,
    TimeProvider time,
    ILogger<UplinkService> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first attempt may block on certificates and names: the host must not wait for it.
        await Task.Yield();
        PathFigures[] paths = [.. options.Paths.Select(path => new PathFigures(path, time))];
        var choice = new PathChoice(paths, time, logger);
        using var uplink = new UplinkContext(options, store, state, quarantine, choice, time, logger);
        List<Task> running = [.. paths.Select(path => new PathLink(uplink, path, logger).RunAsync(stoppingToken))];
        if (paths.Length > 1)
        {
            running.Add(LookAsync(choice, stoppingToken));
        }

        await Task.WhenAll(running);
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
