using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F27: a backlog drains while live values flow; they do not wait for it, and it is measured how fast it goes and how late they
/// are beside an idle line.
/// </summary>
internal sealed class LongOutage : Row
{
    /// <summary>Seconds of the idle line.</summary>
    private const int Idle = 2;

    private long _storedAtFresh;

    public override int CyclesPerLine => 1;

    public override Expectation Expects => Expectation.Complete;

    /// <summary>Values of each point during the outage; FAULT_OUTAGE_VALUES for longer ones.</summary>
    private long Values => IsQuick
        ? 600
        : Environment.GetEnvironmentVariable("FAULT_OUTAGE_VALUES") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : 6_000;

    public override Task<LineSettings> SetUpAsync() => Task.FromResult(new LineSettings
    {
        Load = IsQuick ? Load.Usual with { Rate = 100 } : Load.Usual,
        Buffer = LineSettings.SmallSegments("16GiB"),
        Patience = TimeSpan.FromMinutes(5) + TimeSpan.FromMilliseconds(10 * Values),
        Paths = ["sa-good"],
    });

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        var line = cycle.Line;
        cycle.Subscriber.NoteLatencies();
        await line.Plant.OfferMoreAsync((long)(Idle * line.Load.Rate));
        var idle = cycle.Subscriber.NoteLatencies();

        if (IsQuick)
        {
            // So narrow that the drain takes seconds.
            await line.Link.ControlAsync("set ul rate 1.5", default);
        }

        await line.CutAsync();
        var cut = TimeProvider.System.GetUtcNow();
        await line.Plant.OfferMoreAsync(Values);
        await line.RestoreAsync();
        cycle.Healed();
        var restored = TimeProvider.System.GetTimestamp();
        await cycle.Subscriber.SeeFreshAsync(cycle.HealedAt);
        _storedAtFresh = await StoredAsync(cycle, cut);
        var before = (await line.ToldAsync(told => told is { Connected: true, Books: not null })).Figures.Stored;
        cycle.Subscriber.NoteLatencies();
        var after = (await line.ToldAsync(told => told is { Connected: true, Figures.BacklogRecords: < 100 })).Figures.Stored;
        var took = TimeProvider.System.GetElapsedTime(restored);
        var beside = cycle.Subscriber.NoteLatencies();
        cycle.Time("drain of the backlog", took);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Values * line.Load.Points} values waited, {took.TotalSeconds:0.0} s to drain, {(after - before) / took.TotalSeconds:0} stored a second meanwhile; live p50 and p99 {Words(idle)} idle, {Words(beside)} beside the drain");
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        if (IsQuick && _storedAtFresh > Values / 2)
        {
            yield return $"the first live value came when {_storedAtFresh} of the {Values} values of a point that had waited were stored: it has waited for them";
        }
    }

    /// <summary>How many of the values that waited are stored of a point that stands for all of them.</summary>
    private static async Task<long> StoredAsync(Cycle cycle, DateTimeOffset cut)
    {
        var query = new Client.HistoryQuery
        {
            Point = Line.PointName((await cycle.Line.Plant.OracleAsync()).PathOf(Line.Source, 0)),
            From = cut,
            To = cycle.HealedAt,
        };
        var stored = 0L;
        await foreach (var page in cycle.Line.Client.ListSamplePagesAsync(query))
        {
            stored += page.Samples.Count;
        }

        return stored;
    }

    private static string Words(IReadOnlyList<TimeSpan> times) => string.Create(
        CultureInfo.InvariantCulture, $"{RowFigures.Percentile(times, 0.5):0} and {RowFigures.Percentile(times, 0.99):0} ms");
}
