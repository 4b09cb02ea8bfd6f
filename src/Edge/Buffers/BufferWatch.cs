namespace IndustrialGateway.Edge.Buffers;

/// <summary>Looks at the logs every second: how full they are, when they will be full, and whether the file system has space left.</summary>
internal sealed partial class BufferWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly GatewayStore _store;
    private readonly SpaceGuard _space;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly (FillForecast Forecast, FillAlarm Alarm)[] _logs;
    private volatile LogFill[] _fills = [];

    public BufferWatch(GatewayStore store, BufferOptions options, Func<long> freeBytes, TimeProvider time, ILogger<BufferWatch> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _space = new SpaceGuard(store.Logs, store.Ballast, options.MinFree, freeBytes, time, logger);
        _logs = [.. store.Logs.Select(_ => (new FillForecast(time), new FillAlarm()))];
        Look();
    }

    /// <summary>As of the last look, the most urgent log first.</summary>
    public IReadOnlyList<LogFill> Fills => _fills;

    /// <summary>Until cancelled; on the caller's own scheduler.</summary>
    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
            try
            {
                _space.Check();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogSpaceUnknown(failure);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private void Look()
    {
        var fills = new LogFill[_logs.Length];
        foreach (var (index, log) in _store.Logs.Index())
        {
            var (forecast, alarm) = _logs[index];
            var statistics = log.Buffer.Statistics;
            var percent = 100.0 * statistics.PendingBytes / statistics.MaxBytes;
            forecast.Take(statistics.PendingBytes);
            var before = alarm.Mark;
            var isNews = alarm.Take(percent);
            fills[index] = new LogFill(log.Class, statistics, percent, forecast.TimeToFull(statistics.MaxBytes), alarm.Mark);
            if (isNews)
            {
                Tell(fills[index], before);
            }
        }

        _fills = fills;
    }

    private void Tell(LogFill fill, int before)
    {
        if (fill.Mark < before)
        {
            LogEmptier(fill.Class, before);
            return;
        }

        var until = fill.TimeToFull is { } left ? $"; full in {left:d\\.hh\\:mm\\:ss} if it goes on like this" : "";
        LogFuller(fill.Mark < 80 ? LogLevel.Warning : LogLevel.Error, fill.Class, fill.Percent, until);
    }

    [LoggerMessage("The {Class} log of the buffer is {Percent:f0} percent full{Until}")]
    private partial void LogFuller(LogLevel level, Model.DataClass @class, double percent, string until);

    [LoggerMessage(LogLevel.Information, "The {Class} log of the buffer is less than {Percent} percent full again")]
    private partial void LogEmptier(Model.DataClass @class, int percent);

    [LoggerMessage(LogLevel.Warning, "How much space the file system of the buffer has left is not known")]
    private partial void LogSpaceUnknown(Exception failure);
}
