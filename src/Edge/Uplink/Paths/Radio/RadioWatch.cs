namespace IndustrialGateway.Edge.Uplink.Paths.Radio;

/// <summary>Has the radio's figures of one path read again and again; says once when they cannot be had.</summary>
internal sealed partial class RadioWatch(PathFigures path, IRadio radio, TimeSpan interval, TimeProvider time, ILogger logger)
{
    /// <summary>Where there is no modem, one may be put in.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private string _trouble = "";

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await ReadAsync(stoppingToken);
                await Task.Delay(path.Radio is null && interval < LookAgain ? LookAgain : interval, time, stoppingToken);
            }
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
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever a program of somebody else's does: it is asked again, and nothing depends on it.
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
