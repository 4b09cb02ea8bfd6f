namespace IndustrialGateway.Edge.Sources;

/// <summary>Runs every source until the gateway stops; one that fails in a way it did not foresee starts again and leaves the others alone.</summary>
internal sealed partial class SourcesService(
    IReadOnlyList<ISource> sources, TimeProvider time, ILogger<SourcesService> logger) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogStarted(sources.Count);
        return Task.WhenAll(sources.Select(source => Task.Run(() => KeepRunningAsync(source, stoppingToken), CancellationToken.None)));
    }

    private async Task KeepRunningAsync(ISource source, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await source.RunAsync(cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(source.Name, Rest, failure);
                source.Status.Set(connected: false, failure.Message);
            }

            try
            {
                await Task.Delay(Rest, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Gateway ready: {Count} sources started")]
    private partial void LogStarted(int count);

    [LoggerMessage(LogLevel.Error, "Source {Source} failed; it starts again in {Rest}")]
    private partial void LogFailed(string source, TimeSpan rest, Exception failure);
}
