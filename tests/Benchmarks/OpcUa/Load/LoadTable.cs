using System.Globalization;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>The result of the load bench: a row per client and round, and the figures of others that are quoted, marked as such.</summary>
internal static class LoadTable
{
    private const double Million = 1e6;

    private static readonly string[] Columns =
    [
        "scenario", "client", "offered/s", "values/s", "lost", "overflows", "CPU s/million", "B/value", "peak MB", "end MB",
        "source p50", "p99", "max ms", "socket p50", "p99", "max ms", "live s", "server CPU s/million",
    ];

    // The reference .NET client is not in the package registry that this project builds from.
    private static readonly string[][] Quoted =
    [
        ["quoted: base", "node-opcua", "", "", "", "", "3.4 to 4.2", "", "248", "", "", "", "", "", "", "", "", ""],
        ["quoted: base", ".NET reference", "", "", "", "", "0.72 to 1.03", "234", "145", "", "", "", "", "", "", "", "", ""],
        ["quoted: flood", "node-opcua", "", "", "25 %", "", "", "", "", "", "", "", "", "", "", "", "", ""],
        ["quoted: small", "node-opcua", "", "", "", "", "22", "", "", "", "", "", "", "", "", "", "", ""],
        ["quoted: small", ".NET reference", "", "", "", "", "5.4", "", "", "", "", "", "", "", "", "", "", ""],
        ["goal: base", "ours", "", "", "0 %", "", "0.25", "16", "60", "", "", "85", "", "", "", "", "", ""],
        ["goal: flood", "ours", "", "", "0 %", "", "", "", "", "", "", "", "", "", "", "", "", "2.00"],
        ["goal: small", "ours", "", "", "", "", "1", "", "", "", "", "45", "", "", "1", "", "", ""],
        ["goal: items", "ours", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "30", ""],
    ];

    public static void Print(IReadOnlyList<RunResult> results, TextWriter output)
    {
        string[][] rows = [Columns, .. results.Select(Row), .. Quoted];
        var widths = Columns.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join(" | ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }

        foreach (var result in results.Where(result => result.Client.LiveHeap is { Length: 2 }))
        {
            var heap = result.Client.LiveHeap!;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"live heap after a full collection: {heap[0] / Million:0.00} MB at a quarter of the time, {heap[1] / Million:0.00} MB at the end: {(heap[1] - heap[0]) / Million:+0.00;-0.00} MB (goal: at most +1)"));
        }

        output.WriteLine("Quoted rows were published for two shared cores and another load server; the .NET reference client is not in the registry that this project builds from.");
    }

    private static string[] Row(RunResult result)
    {
        var client = result.Client;
        return
        [
            result.Scenario.Name,
            client.Client,
            $"{result.Server.ValuesPerSecond:N0}",
            $"{client.Received / client.Seconds:N0}",
            client.Disordered == 0 ? $"{Number(client.Loss * 100, "0.###")} %" : $"{client.Disordered} disordered",
            $"{client.Overflows}",
            Number(client.CpuSeconds * Million / client.Received),
            Number((double?)client.Allocated / client.Received),
            Number(client.PeakMegabytes, "0"),
            Number(client.EndMegabytes, "0"),
            .. Latency(client.FromSource),
            .. Latency(client.FromSocket),
            Number(client.LiveSeconds),
            Number(result.Server.CpuSecondsPerMillion),
        ];
    }

    private static string[] Latency(LatencyReport? report) => [Number(report?.P50), Number(report?.P99), Number(report?.Max)];

    private static string Number(double? value, string format = "0.00") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
