using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Does what a source has to do again: finds its points anew, so that new ones are read and gone ones are said to be, and reads values that may have been missed.</summary>
internal sealed partial class ChoreLoop(
    string source, UaClient client, PointPlan plan, ItemTable items, PointReading reading, PresentValues present, StaleGuard guard, Chores chores, TimeProvider time, ILogger logger)
{
    /// <summary>A source whose points come and go for ever begins anew at last, because the number of each gone point is kept.</summary>
    private const int MaxVacated = 1_000_000;

    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>Telling of the conditions may itself fill the machine's queue, which asks for telling of them.</summary>
    private static readonly TimeSpan RefreshRest = TimeSpan.FromMinutes(1);

    /// <summary>Ends when it is better to begin anew.</summary>
    /// <param name="changed">Called when there are other points than before.</param>
    public async Task RunAsync(Action changed, CancellationToken cancellationToken)
    {
        using var browsing = time.CreateTimer(_ => chores.Ask(Chore.Browse), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var rereading = time.CreateTimer(_ => chores.Ask(Chore.Read), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var refresh = new ChoreRest(chores, Chore.Refresh, RefreshRest, time);
        while (items.Vacated <= MaxVacated)
        {
            var chore = await chores.TakeAsync(cancellationToken);
            if (chore.HasFlag(Chore.Browse) && !await TryBrowseAsync(changed, cancellationToken))
            {
                browsing.Change(Retry, Timeout.InfiniteTimeSpan);
            }

            if (chore.HasFlag(Chore.Refresh))
            {
                await refresh.DoAsync(reading.RefreshAsync, cancellationToken);
            }

            if (chore.HasFlag(Chore.Read) && !await present.ReadAgainAsync(some: null, items.LastMark, cancellationToken))
            {
                rereading.Change(Retry, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Finds the points again: what is the same is read on as it is. False when that failed.</summary>
    private async Task<bool> TryBrowseAsync(Action changed, CancellationToken cancellationToken)
    {
        try
        {
            var found = await plan.MakeAsync(await client.GetSessionAsync(cancellationToken), cancellationToken);
            var change = await reading.ChangeAsync(found, plan.IsWhole, guard.TellGoneAsync, cancellationToken);
            if (!change.IsNone)
            {
                LogChanged(source, change.Added.Count, change.Gone.Count);
                changed();
            }

            return true;
        }
        catch (UaException failure)
        {
            LogNotFoundAgain(source, failure.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Source {Source}: the machine's nodes have changed: {Added} points are new and read from now on, {Gone} are gone")]
    private partial void LogChanged(string source, int added, int gone);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: its points could not be found again and are read as before; it is tried again every minute: {Reason}")]
    private partial void LogNotFoundAgain(string source, string reason);
}
