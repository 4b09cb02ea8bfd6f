using System.Globalization;

namespace IndustrialGateway.Faults.Rows;

/// <summary>F27: a backlog drains while live values flow; it is measured how fast, and how late the live ones are beside an idle line.</summary>
internal sealed class LongOutage : Row
{
    /// <summary>2,000 values a second, as the goal has it.</summary>
    private const int IdleValues = 20_000;

    public override int CyclesPerLine => 1;

    public override Expectation Expects => Expectation.Complete;

    public override async Task<string> StrikeAsync(Cycle cycle)
    {
        cycle.Subscriber.NoteLatencies();
        await cycle.Subscriber.SeeMoreAsync(IdleValues);
        var idle = cycle.Subscriber.NoteLatencies();

        cycle.Line.Uplink.Cut();
        await cycle.Line.Plant.OfferMoreAsync(Values);
        var restored = TimeProvider.System.GetTimestamp();
        cycle.Healed();
        cycle.Line.Uplink.Restore();
        await cycle.Subscriber.SeeFreshAsync(cycle.HealedAt);
        cycle.Subscriber.NoteLatencies();
        var before = (await cycle.Line.ToldAsync(told => told is { Connected: true, Books: not null })).Figures.Stored;
        var after = (await cycle.Line.ToldAsync(told => told is { Connected: true, Figures.BacklogRecords: < 100 })).Figures.Stored;
        var took = TimeProvider.System.GetElapsedTime(restored);
        var beside = cycle.Subscriber.NoteLatencies();
        cycle.Time("drain of the backlog", took);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Values * cycle.Line.Load.Points} values in {took.TotalSeconds:0.0} s, {(after - before) / took.TotalSeconds:0} stored a second meanwhile; live p50 and p99 {Words(idle)} idle, {Words(beside)} beside the drain");
    }

    /// <summary>Of each point; FAULT_OUTAGE_VALUES for longer ones.</summary>
    private static long Values { get; } =
        Environment.GetEnvironmentVariable("FAULT_OUTAGE_VALUES") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : 600;

    private static string Words(IReadOnlyList<TimeSpan> times) => string.Create(
        CultureInfo.InvariantCulture, $"{RowFigures.Percentile(times, 0.5):0} and {RowFigures.Percentile(times, 0.99):0} ms");
}
