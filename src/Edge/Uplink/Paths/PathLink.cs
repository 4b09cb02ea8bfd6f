namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Keeps a stream to the platform open on one connection of a path for ever, never giving up.</summary>
internal sealed partial class PathLink(UplinkContext uplink, PathConnection path, ILogger logger)
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>While nobody is reached at all: a way that is back is to be found at once.</summary>
    private static readonly TimeSpan MaxDelayUnreached = TimeSpan.FromMilliseconds(500);

    private readonly Backoff _backoff = new(FirstRetryDelay, uplink.Options.MaxRetryDelay, uplink.Chance);
    private readonly Backoff _unreached = new(FirstRetryDelay, TimeSpan.FromTicks(Math.Min(MaxDelayUnreached.Ticks, uplink.Options.MaxRetryDelay.Ticks)), uplink.Chance);
    private string _outage = "";

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = await ExchangeAsync(stoppingToken);
            try
            {
                await Task.Delay(delay, uplink.Time, stoppingToken);
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
        var plans = uplink.Plans;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, plans.Ended);
        try
        {
            using var session = new UplinkSession(uplink, plans, path, logger, either.Token);
            await session.RunAsync(progressed: EndOutage);
            return TimeSpan.Zero;
        }
        catch (OldBufferException failure)
        {
            await uplink.RenewAsync(plans, failure.Message, stoppingToken);
            return TimeSpan.Zero;
        }
        catch (Exception) when (plans.Ended.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception failure) when (Outage.IsSecondInstance(failure))
        {
            BeginOutage(Outage.Words(failure, path.Options.Endpoint), LogIdentityTaken);
            return await uplink.DisputeAsync(plans, stoppingToken) ? TimeSpan.Zero : uplink.Options.MaxRetryDelay;
        }
        catch (Exception failure) when (stoppingToken.IsCancellationRequested || Outage.Is(failure))
        {
            var delay = (Outage.IsUnreachable(failure) ? _unreached : _backoff).Next();
            if (!stoppingToken.IsCancellationRequested)
            {
                BeginOutage(Outage.Words(failure, path.Options.Endpoint), LogOutage);
            }

            return delay;
        }
        catch (Exception failure)
        {
            LogBroken(path.Options.Name, failure);
            return _backoff.Next();
        }
    }

    /// <summary>Says it once: an outage that lasts is not news, another reason is.</summary>
    private void BeginOutage(string words, Action<string, string> log)
    {
        if (_outage != words)
        {
            _outage = words;
            log(path.Options.Name, words);
        }
    }

    private void EndOutage()
    {
        _backoff.Reset();
        _unreached.Reset();
        _outage = "";
    }

    [LoggerMessage(LogLevel.Warning, "The platform is out of reach by path {Path}: {Reason}. Data is kept; the gateway goes on trying")]
    private partial void LogOutage(string path, string reason);

    [LoggerMessage(LogLevel.Error, "Nothing is sent by path {Path}: {Reason} Data is kept; the gateway goes on trying, slowly")]
    private partial void LogIdentityTaken(string path, string reason);

    [LoggerMessage(LogLevel.Error, "The stream to the platform by path {Path} failed in a way that was not foreseen; the gateway goes on trying")]
    private partial void LogBroken(string path, Exception failure);
}
