using System.Diagnostics;
using IndustrialGateway.Historian;
using IndustrialGateway.Historian.Embedded;
using IndustrialGateway.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Benchmarks.Historian;

/// <summary>One quick table: samples stored a second with a synced commit each, by samples in a commit; then rows read a second.</summary>
internal static class CommitRate
{
    private const int Points = 1000;
    private const int Samples = 400_000;
    private const long Start = 134_000_000_000_000_000;

    public static async Task PrintAsync(string folder)
    {
        Console.WriteLine("samples/commit | commits/s | samples/s | CPU s per million | p50 ms | p99 ms");
        foreach (var size in (int[])[1, 20, 200, 2000, 20_000])
        {
            await MeasureCommitsAsync(Path.Combine(folder, $"{size}"), size);
        }

        await MeasureReadsAsync(Path.Combine(folder, "20000"));
    }

    private static async Task MeasureCommitsAsync(string folder, int size)
    {
        await using var historian = Open(folder);
        var commits = Math.Min(Samples / size, 2000);
        var times = new double[commits];
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        for (var commit = 0; commit < commits; commit++)
        {
            var batch = BatchOf(commit, size);
            var begin = Stopwatch.GetTimestamp();
            await historian.CommitAsync(batch, default);
            times[commit] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds * 1e6 / (commits * size);
        Array.Sort(times);
        Console.WriteLine(
            $"{size,14} | {commits / seconds,9:F0} | {commits * size / seconds,9:F0} | {used,17:F2} | " +
            $"{times[commits / 2],6:F2} | {times[commits * 99 / 100],6:F2}");
    }

    private static async Task MeasureReadsAsync(string folder)
    {
        await using var historian = Open(folder);
        var start = Stopwatch.GetTimestamp();
        var rows = 0;
        for (var point = 0; point < Points; point++)
        {
            rows += (await historian.ReadAsync(new HistoryQuery { Point = point, Limit = 1_000_000 }, default)).Samples.Count;
        }

        Console.WriteLine($"{rows} rows read: {rows / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} rows/s");
    }

    private static CommitBatch BatchOf(int commit, int size)
    {
        var samples = new Sample[size];
        for (var index = 0; index < size; index++)
        {
            var number = ((long)commit * size) + index;
            var ticks = Start + (number / Points * 5_000_000);
            samples[index] = new Sample((int)(number % Points), Value.Of(number / 100.0), 0, ticks, ticks + 20_000);
        }

        return new CommitBatch
        {
            Records = [new RecordCommit { Stream = new StreamKey("gw-1", 1, 2), Sequence = commit + 1, Samples = samples }],
        };
    }

    private static EmbeddedHistorian Open(string folder) =>
        EmbeddedHistorian.Open(new EmbeddedHistorianOptions { Folder = folder }, NullLogger<EmbeddedHistorian>.Instance);
}
