using System.Globalization;
using IndustrialGateway.Faults.Tampering;

namespace IndustrialGateway.Faults.Rows;

/// <summary>
/// F27: a backlog drains while live values flow; they do not wait for it, and it is measured how fast it goes and how late they
/// are beside an idle line. The values of hours come in minutes: during the outage the plant is a faster one.
/// </summary>
internal sealed class LongOutage : Row
{
    /// <summary>Values a second of the plant whose outage is meant.</summary>
    private const double Meant = 1000;

    /// <summary>Values a second of each point while the platform is out of reach.</summary>
    private const double Hurried = 1000;

    private long _storedAtFresh;

    public override int CyclesPerLine => 1;

    public override int ReadsOneOf => Values > 10_000 ? 20 : 1;

    public override Expectation Expects => IsQuick ? Expectation.Complete : Expectation.WhileAway;

    /// <summary>Values of each point during the outage; FAULT_OUTAGE_HOURS for longer ones.</summary>
    private long Values => IsQuick
        ? 600
        : (long)(Meant * 3600 / Load.Usual.Points * double.Parse(Environment.GetEnvironmentVariable("FAULT_OUTAGE_HOURS") is { Length: > 0 } text ? text : "0.2", CultureInfo.InvariantCulture));

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
        cycle.Subscriber.NoteLatencies(fromSocket: true);
        await line.Plant.OfferMoreAsync((long)((IsQuick ? 2 : 30) * line.Load.Rate));
        var idle = cycle.Subscriber.NoteLatencies(fromSocket: true);

        if (IsQuick)
        {
            // So narrow that the drain takes seconds.
            await line.Link.ControlAsync("set ul rate 1.5", default);
        }

        await line.CutAsync();
        var cut = TimeProvider.System.GetUtcNow();
        await OfferAsync(cycle);
        var waiting = Directory.EnumerateFiles(Path.Combine(line.GatewayBuffer, "process")).Sum(file => new FileInfo(file).Length);
        await line.RestoreAsync();
        cycle.Healed();
        var restored = TimeProvider.System.GetTimestamp();
        await cycle.Subscriber.SeeFreshAsync(cycle.HealedAt);
        cycle.Time("path back to first live value", TimeProvider.System.GetElapsedTime(restored));
        _storedAtFresh = await StoredAsync(cycle, cut);
        var before = (await line.ToldAsync(told => told is { Connected: true, Books: not null })).Figures.Stored;
        var counted = TimeProvider.System.GetTimestamp();
        cycle.Subscriber.NoteLatencies(fromSocket: true);
        var after = (await line.ToldAsync(told => told is { Connected: true, Figures.BacklogRecords: < 100 })).Figures.Stored;
        var rate = (after - before) / TimeProvider.System.GetElapsedTime(counted).TotalSeconds;
        var took = TimeProvider.System.GetElapsedTime(restored);
        var beside = cycle.Subscriber.NoteLatencies(fromSocket: true);
        cycle.Time("drain of the backlog", took);
        cycle.Healed();
        var (values, live) = (Values * line.Load.Points, line.Load.Rate * line.Load.Points);
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            {values} values waited, {waiting / (double)values:0.00} bytes each; {took.TotalSeconds:0.0} s to drain, {rate:0} stored a second meanwhile, {rate / live:0.0} times what is live
                   socket to app p50 and p99 {Words(idle)} idle, {Words(beside)} beside the drain; gateway at most {ProcessMemory.Peak(line.Gateway.Id) >> 20} MiB, platform {ProcessMemory.Peak(line.Platform.Id) >> 20} MiB
            """);
    }

    public override IEnumerable<string> Complaints(Reckoning reckoning)
    {
        if (IsQuick && _storedAtFresh > Values / 2)
        {
            yield return $"the first live value came when {_storedAtFresh} of the {Values} values of a point that had waited were stored: it has waited for them";
        }
    }

    /// <summary>All that waits is offered; then the plant is again as it was.</summary>
    private async Task OfferAsync(Cycle cycle)
    {
        var line = cycle.Line;
        if (IsQuick)
        {
            await line.Plant.OfferMoreAsync(Values);
            return;
        }

        await ReplacePlantAsync(cycle, new PlantChanges(Rate: Hurried));
        await line.Plant.OfferMoreAsync(Values);
        await ReplacePlantAsync(cycle, new PlantChanges());
        await line.Plant.OfferMoreAsync(1);
    }

    private static async Task ReplacePlantAsync(Cycle cycle, PlantChanges changes)
    {
        await cycle.Line.KillPlantAsync();
        cycle.GatewayIsAway();
        await cycle.Line.StartPlantAsync(changes);
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
