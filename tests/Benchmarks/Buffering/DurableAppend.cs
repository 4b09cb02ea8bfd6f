using System.Diagnostics;
using IndustrialGateway.Buffering;
using IndustrialGateway.Buffering.Disk;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Benchmarks.Buffering;

/// <summary>
/// Appending durably through the buffer beside the least that could do it: one write and one fdatasync into a file whose
/// space is reserved. Both in one run and in turns, because a disk's speed changes from minute to minute: read the ratios.
/// </summary>
internal static class DurableAppend
{
    private const int Rounds = 5;
    private const int PerRound = 400;
    private const long BulkBytes = 128L << 20;

    public static async Task PrintAsync()
    {
        Console.WriteLine("one record at a time, each durable before the next; microseconds");
        Console.WriteLine($"{"record",8} {"raw p50",9} {"raw p99",9} {"buffer p50",11} {"buffer p99",11} {"p50 ratio",10}");
        foreach (var size in new[] { 200, 1_000, 4_000, 64_000 })
        {
            var (raw, buffer) = await LatencyAsync(size);
            Console.WriteLine(
                $"{size,8} {At(raw, 50),9:F0} {At(raw, 99),9:F0} {At(buffer, 50),11:F0} {At(buffer, 99),11:F0} {At(buffer, 50) / At(raw, 50),10:F2}");
        }

        Console.WriteLine();
        Console.WriteLine("as fast as it goes, all durable at the end; MB/s (raw: 1 MiB writes, each synced)");
        Console.WriteLine($"{"record",8} {"raw",9} {"buffer",9} {"records/s",11} {"ratio",7} {"B alloc/rec",12} {"CPU s/GB",9}");
        foreach (var size in new[] { 200, 1_000, 4_000, 64_000 })
        {
            await PrintBulkAsync(size);
        }
    }

    private static async Task<(List<double> Raw, List<double> Buffer)> LatencyAsync(int size)
    {
        using var folder = new BenchmarkFolder();
        await using var buffer = Open(folder.Path);
        var record = new byte[size];
        using var file = HostDisk.Instance.Create(Path.Combine(folder.Path, "raw"), 256L << 20);
        var (raw, buffered, offset) = (new List<double>(), new List<double>(), 0L);
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < PerRound; i++, offset += size)
            {
                var start = Stopwatch.GetTimestamp();
                file.Write(record, offset);
                file.Sync();
                Add(raw, start, round);
            }

            for (var i = 0; i < PerRound; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await buffer.WaitDurableAsync(await buffer.AppendAsync(record, sampleCount: 1, default), default);
                Add(buffered, start, round);
            }
        }

        return (raw, buffered);
    }

    private static async Task PrintBulkAsync(int size)
    {
        using var folder = new BenchmarkFolder();
        var raw = Raw(folder.Path);
        await using var buffer = Open(folder.Path);
        var record = new byte[size];
        var count = BulkBytes / size;
        var (allocated, cpu, start) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        for (var i = 0L; i < count; i++)
        {
            await buffer.AppendAsync(record, sampleCount: 1, default);
        }

        await buffer.WaitDurableAsync(count, default);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        var speed = count * size / seconds / 1e6;
        var perRecord = (GC.GetTotalAllocatedBytes() - allocated) / (double)count;
        Console.WriteLine(
            $"{size,8} {raw,9:F0} {speed,9:F0} {count / seconds,11:F0} {speed / raw,7:F2} {perRecord,12:F1} {used / (count * size / 1e9),9:F2}");
    }

    private static double Raw(string folder)
    {
        using var file = HostDisk.Instance.Create(Path.Combine(folder, "raw"), BulkBytes);
        var block = new byte[1 << 20];
        var start = Stopwatch.GetTimestamp();
        for (var offset = 0L; offset < BulkBytes; offset += block.Length)
        {
            file.Write(block, offset);
            file.Sync();
        }

        return BulkBytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6;
    }

    private static DurableBuffer Open(string folder) => DurableBuffer.Open(
        new DurableBufferOptions { Folder = Path.Combine(folder, "buffer"), MaxBytes = 1L << 30 },
        TimeProvider.System,
        NullLogger<DurableBuffer>.Instance);

    private static void Add(List<double> figures, long start, int round)
    {
        // The first round warms up.
        if (round >= 0)
        {
            figures.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    private static double At(List<double> figures, int percent)
    {
        var sorted = figures.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }

    private sealed class BenchmarkFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("igw-benchmark-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
