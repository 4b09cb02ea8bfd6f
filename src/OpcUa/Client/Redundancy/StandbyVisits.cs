using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>Goes round the servers that stand by, each with a short session, so that it is known who could take over and who is better.</summary>
internal sealed partial class StandbyVisits(ServerSet set, ServerLines lines, ILogger logger)
{
    /// <summary>Visits them, those first that were best; with <paramref name="mayMove"/> gives an open session at the best that is better than the active one.</summary>
    public async Task<BetterServer?> GoRoundAsync(bool mayMove, CancellationToken cancellationToken)
    {
        UaSession? kept = null;
        try
        {
            foreach (var standby in set.Standbys())
            {
                var session = await VisitAsync(standby, cancellationToken).ConfigureAwait(false);
                if (session is not null && mayMove && set.Better()?.Url == standby.Url)
                {
                    (kept, session) = (session, kept);
                }

                await ((session?.LeaveAsync(UaSession.Farewell)) ?? Task.CompletedTask).ConfigureAwait(false);
                if (kept is not null && set.Better()?.Range == ServiceLevelRange.Healthy)
                {
                    break;
                }
            }
        }
        catch
        {
            await ((kept?.LeaveAsync(UaSession.Farewell)) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }

        return kept is null ? null : new BetterServer(kept, Reason(kept.EndpointUrl));
    }

    /// <summary>A session with the server, once its level is known; null when it cannot be had.</summary>
    private async Task<UaSession?> VisitAsync(RedundantServer standby, CancellationToken cancellationToken)
    {
        UaSession? session = null;
        try
        {
            session = await lines.VisitAsync(standby, cancellationToken).ConfigureAwait(false);
            var (level, returns) = await SetReading.LevelAsync(session, cancellationToken).ConfigureAwait(false);
            set.Saw(standby.Url, level, returns);
            if (standby.IsReachable == false)
            {
                LogBack(standby.Url, set.Active.Url);
            }

            return session;
        }
        catch (UaException failure)
        {
            set.Missed(standby.Url);
            if (standby.IsReachable != false)
            {
                LogAway(standby.Url, set.Active.Url, failure.Message);
            }

            await ((session?.LeaveAsync(UaSession.Farewell)) ?? Task.CompletedTask).ConfigureAwait(false);
            return null;
        }
        catch
        {
            await ((session?.LeaveAsync(UaSession.Farewell)) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }
    }

    private string Reason(Uri better) =>
        $"its service level is {set.Find(better)?.Health}, that of {set.Active.Url} is {set.Active.Health}.";

    [LoggerMessage(LogLevel.Warning, "{Url} stands by for {Active} and cannot be used: should {Active} fail, it cannot take over. {Reason}")]
    private partial void LogAway(Uri url, Uri active, string reason);

    [LoggerMessage(LogLevel.Information, "{Url} can take over from {Active} again")]
    private partial void LogBack(Uri url, Uri active);
}
