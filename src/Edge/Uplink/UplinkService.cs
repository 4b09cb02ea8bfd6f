using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Uplink.Sending;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Keeps a stream to the platform open for ever: in order, at least once, never past what is durable, never giving up.</summary>
internal sealed partial class UplinkService(
    UplinkOptions options,
    GatewayStore store,
    GatewayStateReport state,
    Quarantine quarantine,
    TimeProvider time,
    ILogger<UplinkService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly Backoff _backoff = new(FirstRetryDelay, options.MaxRetryDelay);
    private LogPlan[] _plans = NewPlans(store, options);

    private string _outage = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first attempt may block on certificates and names: the host must not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = await ExchangeAsync(stoppingToken);
            try
            {
                await Task.Delay(delay, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>One stream, from its opening to its end; returns how long to wait before the next.</summary>
    private async Task<TimeSpan> ExchangeAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var channel = UplinkChannel.Open(options);
            using var session = new UplinkSession(
                new IngestService.IngestServiceClient(channel), options, store, _plans, state, quarantine, time, logger, stoppingToken);
            await session.RunAsync(progressed: EndOutage);
            return TimeSpan.Zero;
        }
        catch (OldBufferException failure)
        {
            // What was stored of the old epoch is told apart from what is sent again by its time and value.
            await store.RenewEpochAsync(stoppingToken);
            _plans = NewPlans(store, options);
            LogRenewed(failure.Message, store.Epoch.ToString("x32", null));
            return TimeSpan.Zero;
        }
        catch (Exception failure) when (stoppingToken.IsCancellationRequested || Outage.Is(failure))
        {
            var delay = _backoff.Next();
            if (!stoppingToken.IsCancellationRequested)
            {
                BeginOutage(Outage.Words(failure, options.Endpoint));
            }

            return delay;
        }
        catch (Exception failure)
        {
            LogBroken(failure);
            return _backoff.Next();
        }
    }

    private static LogPlan[] NewPlans(GatewayStore store, UplinkOptions options) =>
        [.. store.Logs.Select(log => new LogPlan(WireLog.Of(log.Class), log.Buffer, options.BacklogOrder))];

    /// <summary>Says it once: an outage that lasts is not news, another reason is.</summary>
    private void BeginOutage(string words)
    {
        if (_outage != words)
        {
            _outage = words;
            LogOutage(words);
        }
    }

    private void EndOutage()
    {
        _backoff.Reset();
        _outage = "";
    }

    [LoggerMessage(LogLevel.Warning, "The platform is out of reach: {Reason}. Data is kept; the gateway goes on trying")]
    private partial void LogOutage(string reason);

    [LoggerMessage(LogLevel.Warning, "A new epoch, {Epoch}, begins, because {Reason}. What it holds is sent again; what is stored already is kept once")]
    private partial void LogRenewed(string reason, string epoch);

    [LoggerMessage(LogLevel.Error, "The stream to the platform failed in a way that was not foreseen; the gateway goes on trying")]
    private partial void LogBroken(Exception failure);
}
