using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>
/// Reads the ServiceLevel of the active server while its session lives, has the others visited now and then, and says when one of them is
/// better: never more often than <see cref="FailoverOptions.MinStay"/>, and never before there is a session with it.
/// </summary>
internal sealed partial class RedundancyWatch(ServerSet set, StandbyVisits visits, FailoverOptions options, TimeProvider time, ILogger logger)
{
    // A level that is low for one reading only is not worth a change; one that says that there is no data is.
    private const int LowReadings = 2;
    private const int ReturnsFaster = 6;

    private RedundancySupport _support;
    private IReadOnlyList<string>? _uris; // not found yet
    private int _low;
    private bool _isBetterWanted;
    private long? _visited;

    /// <summary>The session lives: its server is the active one. Before anybody is told of it, who may then ask which one that is.</summary>
    public void Begin(UaSession session) => set.Activate(session.EndpointUrl);

    /// <summary>A session at a better server; null when it is cancelled before there is one.</summary>
    public async Task<BetterServer?> RunAsync(UaSession session, CancellationToken cancellationToken)
    {
        (_uris, _low, _isBetterWanted, _visited) = (null, 0, false, null);
        using var timer = new PeriodicTimer(options.LevelInterval, time);
        try
        {
            do
            {
                if (await TryLookAsync(session, cancellationToken).ConfigureAwait(false) is { } better)
                {
                    LogMoves(session.EndpointUrl, better.Session.EndpointUrl, better.Reason);
                    set.ChangeTo(better.Session.EndpointUrl);
                    return better;
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is lost, or everything ends.
        }

        return null;
    }

    // When the line is dead, the session's own watch says so: here it is only asked again.
    private async Task<BetterServer?> TryLookAsync(UaSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure)
        {
            LogNotRead(session.EndpointUrl, failure.Message);
            return null;
        }
    }

    private async Task<BetterServer?> LookAsync(UaSession session, CancellationToken cancellationToken)
    {
        if (_uris is null)
        {
            (_support, _uris) = await SetReading.SetAsync(session, cancellationToken).ConfigureAwait(false);
        }

        await ReadLevelAsync(session, cancellationToken).ConfigureAwait(false);
        if (!IsVisitDue())
        {
            return null;
        }

        _visited = time.GetTimestamp();
        var better = await visits.GoRoundAsync(_isBetterWanted, cancellationToken).ConfigureAwait(false);
        if (better is null)
        {
            await FindOthersAsync(session, cancellationToken).ConfigureAwait(false);
        }

        return better;
    }

    private async Task ReadLevelAsync(UaSession session, CancellationToken cancellationToken)
    {
        var before = set.Active;
        var (level, returns) = await SetReading.LevelAsync(session, cancellationToken).ConfigureAwait(false);
        set.Saw(session.EndpointUrl, level, returns);
        var active = set.Active;
        if (active.Range != before.Range)
        {
            LogHealth(active.Range == ServiceLevelRange.Healthy ? LogLevel.Information : LogLevel.Warning, active.Url, active.Health);
        }

        _low = active.Range == ServiceLevelRange.Healthy ? 0 : _low + 1;
    }

    /// <summary>At once when a better server begins to be wanted; otherwise in their intervals. What stands by cold cannot be visited before it is needed.</summary>
    private bool IsVisitDue()
    {
        var wasWanted = _isBetterWanted;
        _isBetterWanted = _low >= (set.Active.Range <= ServiceLevelRange.NoData ? 1 : LowReadings) && set.MayChange;
        if (_isBetterWanted)
        {
            return !wasWanted || HasPassed(options.StandbyInterval / ReturnsFaster);
        }

        return _support != RedundancySupport.Cold && HasPassed(options.StandbyInterval);
    }

    private bool HasPassed(TimeSpan interval) => _visited is not { } visited || time.GetElapsedTime(visited) >= interval;

    /// <summary>Takes those into the set that the server names and that nobody has configured.</summary>
    private async Task FindOthersAsync(UaSession session, CancellationToken cancellationToken)
    {
        var known = set.Servers.Select(server => server.ApplicationUri).ToHashSet(StringComparer.Ordinal);
        var unknown = _uris!.Where(uri => !known.Contains(uri)).ToList(); // read before the first visit
        _uris = [];
        if (unknown.Count == 0)
        {
            return;
        }

        foreach (var (uri, url) in await SetReading.FindAsync(session, unknown, cancellationToken).ConfigureAwait(false))
        {
            if (set.TryAdd(url, uri))
            {
                LogFound(url, uri, session.EndpointUrl);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Other} is read instead of {Url}: {Reason}")]
    private partial void LogMoves(Uri url, Uri other, string reason);

    [LoggerMessage("The service level of {Url} is {Health}")]
    private partial void LogHealth(LogLevel level, Uri url, string health);

    [LoggerMessage(LogLevel.Debug, "The service level of {Url} could not be read: {Reason}")]
    private partial void LogNotRead(Uri url, string reason);

    [LoggerMessage(LogLevel.Information, "{Url} ({Uri}) is taken into the redundant set: {Named} names it")]
    private partial void LogFound(Uri url, string uri, Uri named);
}
