using System.Collections.Frozen;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.History;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>
/// Has back what a source missed, where its machine keeps a history: one gap after the other, oldest first, one request at a time. A gap of
/// which all has been read is said to be filled once the values are durable; of one that cannot be had whole the values are kept and it stays.
/// </summary>
internal sealed partial class GapFiller(
    OpcUaSourceOptions options, SourceMemory memory, LossBook losses, FillWriter writer, TimeProvider time, ILogger logger)
{
    /// <summary>A machine that is there and answers nothing useful so often in a row is not asked for the gap again.</summary>
    private const int MaxFailures = 10;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    private TimeSpan _rest = FirstRest;

    // Outlives a session: an interrupted gap goes on where it was.
    private FillRun? _run;
    private IReadOnlyList<PlannedPoint>? _looked;

    private FillOptions Filling => options.Filling;

    /// <summary>Finds out which of the points have a history; when the machine does not say, it is asked again before the next gap is filled.</summary>
    public async Task LookAsync(UaClient client, ItemTable items, CancellationToken cancellationToken)
    {
        if (Filling.History == HistoryUse.Off || ReferenceEquals(_looked, items.Points))
        {
            return;
        }

        try
        {
            await LookAsync(await client.GetSessionAsync(cancellationToken), items, cancellationToken);
        }
        catch (UaException failure)
        {
            LogNotLooked(options.Name, failure.Message);
        }
    }

    /// <summary>Fills gaps until it is cancelled.</summary>
    public async Task RunAsync(UaClient client, ItemTable items, CancellationToken cancellationToken)
    {
        _run = null; // its points were those of another table

        // The present values tell how the machine's clocks go.
        await Task.Delay(options.PublishingInterval + Settling, time, cancellationToken);
        memory.Wake();
        while (true)
        {
            await memory.WaitAsync(cancellationToken);
            await LookAsync(client, items, cancellationToken);
            while (memory.First is { } fill)
            {
                await TryFillAsync(fill, client, items, cancellationToken);
            }
        }
    }

    private async Task LookAsync(UaSession session, ItemTable items, CancellationToken cancellationToken)
    {
        var points = items.Points;
        List<(int Point, NodeId Node)> asked = [];
        foreach (var point in points.Where(point => point.Events is null))
        {
            if (session.Namespaces.TryResolve(point.Node, out var node))
            {
                asked.Add((point.Point, node));
            }
        }

        var access = await new HistoryReader(session).FindAccessAsync([.. asked.Select(each => each.Node)], cancellationToken);
        losses.Kept = asked.Zip(access).Where(each => each.Second is { CanRead: true, IsHistorizing: true }).Select(each => each.First.Point).ToFrozenSet();
        _looked = points;
        LogLooked(options.Name, losses.Kept.Count, points.Count);
    }

    private async Task TryFillAsync(PendingFill fill, UaClient client, ItemTable items, CancellationToken cancellationToken)
    {
        if (WhyNot(fill) is { } reason)
        {
            GiveUp(fill, reason);
            return;
        }

        var session = await client.GetSessionAsync(cancellationToken);
        try
        {
            await FillAsync(fill, session, items, cancellationToken);
            _rest = FirstRest;
        }
        catch (UaException failure)
        {
            LogInterrupted(options.Name, failure.Message, _rest);
            if (!session.Lost.IsCompleted)
            {
                Fail(failure);
            }

            await Task.Delay(_rest, time, cancellationToken);
            _rest = _rest * 2 < LongestRest ? _rest * 2 : LongestRest;
        }
    }

    private async Task FillAsync(PendingFill fill, UaSession session, ItemTable items, CancellationToken cancellationToken)
    {
        if (_run?.Fill.Id != fill.Id)
        {
            _run = new FillRun(fill, items, writer, options.PublishingInterval, time);
        }

        // The present values come with the next publishing, and a history may be written a little late.
        var most = options.PublishingInterval + Settling;
        var rest = fill.ToTicks + most.Ticks - UaDateTime.Now(time).Ticks;
        if (rest > 0 && rest <= most.Ticks)
        {
            await Task.Delay(TimeSpan.FromTicks(rest), time, cancellationToken);
        }

        while (!_run.IsDone)
        {
            await _run.ContinueAsync(session, cancellationToken);
            memory.Replace(fill, _run.Fill);
        }

        if (_run.Filled() is { } gap)
        {
            await writer.WriteAsync(gap, cancellationToken);
            LogFilled(options.Name, new UaDateTime(fill.FromTicks), new UaDateTime(fill.ToTicks), fill.Nodes.Count, gap.FilledCount);
            memory.Replace(fill, by: null);
        }
        else
        {
            GiveUp(fill, "the machine does not have all of it");
        }

        _run = null;
    }

    private void Fail(UaException failure)
    {
        if (_run is null)
        {
            return;
        }

        _run.Fail();
        memory.Replace(_run.Fill, _run.Fill);
        if (_run.Fill.Failures >= MaxFailures || failure.Status.Code == StatusCode.BadTooManyMatches)
        {
            GiveUp(_run.Fill, failure.Message);
        }
    }

    private string? WhyNot(PendingFill fill)
    {
        var now = UaDateTime.Now(time).Ticks;
        return Filling.History == HistoryUse.Off ? "'history' is Off"
            : now - fill.ToTicks > Filling.MaxAge.Ticks ? $"it is older than 'historyMaxAge' ({Filling.MaxAge})"
            : fill.ToTicks - fill.FromTicks > Filling.MaxLength.Ticks ? $"it is longer than 'historyMaxLength' ({Filling.MaxLength})"
            : null;
    }

    private void GiveUp(PendingFill fill, string reason)
    {
        LogStays(options.Name, new UaDateTime(fill.FromTicks), new UaDateTime(fill.ToTicks), fill.Nodes.Count, reason);
        memory.Replace(fill, by: null);
        _run = null;
    }

    [LoggerMessage(LogLevel.Information, "Source {Source}: the machine keeps a history of {Kept} of {Points} points; what is missed of them is read from it")]
    private partial void LogLooked(string source, int kept, int points);

    [LoggerMessage(LogLevel.Information, "Source {Source}: of which points the machine keeps a history is not known yet: {Reason}")]
    private partial void LogNotLooked(string source, string reason);

    [LoggerMessage(LogLevel.Information, "Source {Source}: the gap from {From} to {To} of {Points} points is filled with {Count} values of the machine's history")]
    private partial void LogFilled(string source, UaDateTime from, UaDateTime to, int points, ulong count);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the gap from {From} to {To} of {Points} points stays: {Reason}")]
    private partial void LogStays(string source, UaDateTime from, UaDateTime to, int points, string reason);

    [LoggerMessage(LogLevel.Information, "Source {Source}: filling a gap was interrupted and goes on in {Rest}: {Reason}")]
    private partial void LogInterrupted(string source, string reason, TimeSpan rest);
}
