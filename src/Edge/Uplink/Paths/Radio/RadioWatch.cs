namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Has the radio's figures of one path read again and again; says once when they cannot be had.</summary>
internal sealed partial class RadioWatch(PathFigures path, IRadio radio, TimeSpan interval, TimeProvider time, ILogger logger)
{
    private string _trouble = "";

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
            {
                await ReadAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            path.Radio = await radio.ReadAsync(stoppingToken);
            _trouble = "";
        }
        catch (RadioException failure)
        {
            path.Radio = null;
            if (_trouble != failure.Message)
            {
                _trouble = failure.Message;
                LogNoRadio(path.Options.Name, failure.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Path {Path} has no figures of its radio: {Reason}. Data goes on as before")]
    private partial void LogNoRadio(string path, string reason);
}
