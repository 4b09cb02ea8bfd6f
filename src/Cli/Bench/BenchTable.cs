using System.Globalization;
using IndustrialGateway.Cli.Output;

namespace IndustrialGateway.Cli.Bench;

/// <summary>The bench's one table: a row per figure, a column per run.</summary>
internal static class BenchTable
{
    private const double Million = 1e6;

    public static void Print(IReadOnlyList<BenchResult> runs, TextWriter output)
    {
        string[] columns = ["", .. runs.Select(run => $">{run.Load.ValuesPerSecond:N0} values/s")];
        List<(string Name, Func<BenchResult, string> Cell)> rows =
        [
            ("points × rate, publishing, warm-up + duration", Describe),
            ("offered, values/s", run => Rate(run.Offered, run.OfferedWithin)),
            ("stored, values/s", run => Rate(run.Check.Right, run.StoredWithin)),
            ("plant late at its worst", run => Time(run.PlantLate)),
            ("source time → callback: p50", run => Time(run.FromSource.Percentile(0.5))),
            ("source time → callback: p99", run => Time(run.FromSource.Percentile(0.99))),
            ("source time → callback: max", run => Time(run.FromSource.Max)),
            ("gateway socket → callback: p50", run => Time(run.FromSocket.Percentile(0.5))),
            ("gateway socket → callback: p99", run => Time(run.FromSocket.Percentile(0.99))),
            ("gateway socket → callback: max", run => Time(run.FromSocket.Max)),
            ("updates the subscriber lost", run => $"{run.Dropped:N0}"),
            ("wire, bytes per value up (TCP payload with TLS)", run => PerValue(run.BytesUp, run.Measured)),
            ("wire, bytes per value down", run => PerValue(run.BytesDown, run.Measured)),
            ("buffer, bytes per value (headers included)", run => Number(run.BufferBytesPerValue)),
        ];
        foreach (var name in runs[0].Processes.Select(process => process.Name))
        {
            rows.Add(($"{name}: CPU s per million values", run => Number(Cost(run, name).CpuSeconds * Million / run.Measured)));
            rows.Add(($"{name}: peak memory", run => $"{Cost(run, name).PeakBytes / 1048576.0:0} MiB"));
        }

        rows.Add(("in the historian exactly once", run => $"{run.Check.Right:N0} of {run.Offered:N0}"));
        rows.Add(("missing, duplicated, altered, disordered", Faults));
        Tables.Print(columns, rows.Select(row => (string[])[row.Name, .. runs.Select(row.Cell)]), output);
        foreach (var run in runs)
        {
            output.WriteLine(Verdict(run));
        }
    }

    private static string Describe(BenchResult run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Load.Points:N0} × {run.Load.Rate}/s, {run.Load.Publishing.TotalMilliseconds} ms, {run.Load.WarmUp.TotalSeconds:0} + {run.Load.Duration.TotalSeconds:0} s");

    private static string Verdict(BenchResult run) => run.Check.IsExact
        ? $"Checked: every one of the {run.Offered:N0} values offered is in the historian exactly once, unaltered, in order."
        : $"NOT every value offered is in the historian exactly once. First: {run.Check.First}";

    private static string Faults(BenchResult run) =>
        $"{run.Check.Missing}, {run.Check.Duplicated}, {run.Check.Altered}, {run.Check.Disordered}";

    private static ProcessCost Cost(BenchResult run, string name) =>
        run.Processes.First(process => process.Name == name).Cost;

    private static string Rate(long values, TimeSpan within) =>
        within > TimeSpan.Zero ? $"{values / within.TotalSeconds:N0}" : "unknown";

    private static string Time(TimeSpan? time) => time is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalMilliseconds:0.00} ms")
        : "unknown";

    private static string PerValue(long bytes, long values) => Number((double)bytes / values);

    private static string Number(double? value) =>
        value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.00}") : "unknown";
}
