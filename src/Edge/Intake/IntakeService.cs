using IndustrialGateway.Edge.Buffers;

namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// Takes what has arrived, appends it to the logs in order and tells the sources once it is durable; a log that must wait
/// holds up no other. Stops only when everything handed in is durable.
/// </summary>
internal sealed partial class IntakeService : BackgroundService
{
    private readonly IntakeQueue _queue;
    private readonly ILogger _logger;
    private readonly PointIntake _points;
    private readonly LogIntake[] _logs;

    public IntakeService(IntakeQueue queue, GatewayStore store, ILogger<IntakeService> logger)
    {
        (_queue, _logger) = (queue, logger);
        _points = new PointIntake(store.Points);
        _logs = [.. store.Logs.Select(log => new LogIntake(log, queue, _points, logger))];
    }

    /// <summary>Ends the queue and waits until all of it is durable, or until the host's patience ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Complete();
        if (ExecuteTask is { } running)
        {
            try
            {
                await running.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                LogImpatient();
            }
        }

        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _points.Dispose();
    }

    /// <summary>Until the queue has ended and all of it is durable; on the caller's own scheduler.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (var ended in Task.WhenEach(_logs.Select(log => log.RunAsync(stoppingToken))))
        {
            await ended;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    [LoggerMessage(LogLevel.Error, "Not everything that was taken could be made durable before the stop; the machines still hold what they were not told")]
    private partial void LogImpatient();
}
