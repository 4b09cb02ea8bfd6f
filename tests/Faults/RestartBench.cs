using System.Globalization;
using IndustrialGateway.Buffering;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Faults;

/// <summary>How long a gateway that was killed takes until it takes values again, with nothing and with much waiting on its disk.</summary>
internal static class RestartBench
{
    private const int Rounds = 5;
    private const int MostCopied = 10_000;

    /// <param name="gigabytes">GiB that wait; the disk needs as much and a little more.</param>
    public static async Task RunAsync(int gigabytes, Action<string> tell)
    {
        var settings = new LineSettings { Buffer = Text($"{{ maxBytes: {gigabytes + 2}GiB, minFree: 0B }}") };
        await using var line = await Line.StartAsync(settings);
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(5000);
        tell("from kill -9 to taking values again, ms");
        tell(Text($"{"waiting on the disk",20} {"records",12} {"p50",8} {"worst",8}"));
        tell(await RowAsync(line, 0));
        line.Uplink.Cut();
        await line.Plant.OfferMoreAsync((long)(5 * line.Load.Rate));
        await line.KillGatewayAsync();
        var records = await GrowAsync(Path.Combine(line.GatewayBuffer, "process"), (long)gigabytes << 30);
        line.StartGateway();
        await IsLiveAsync(line);
        tell(await RowAsync(line, records));
    }

    private static async Task<string> RowAsync(Line line, long records)
    {
        List<double> times = [];
        for (var round = 0; round < Rounds; round++)
        {
            await line.Plant.OfferMoreAsync((long)line.Load.Rate);
            var began = TimeProvider.System.GetTimestamp();
            await line.KillGatewayAsync();
            line.StartGateway();
            await IsLiveAsync(line);
            times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        var bytes = Directory.EnumerateFiles(Path.Combine(line.GatewayBuffer, "process")).Sum(file => new FileInfo(file).Length);
        return Text($"{bytes / (double)(1 << 30),16:0.00} GiB {records,12} {times[Rounds / 2],8:0} {times[^1],8:0}");
    }

    private static Task<string> IsLiveAsync(Line line) =>
        line.Gateway.WaitForLineAsync(text => text.Contains(" is live at ", StringComparison.Ordinal), default);

    /// <summary>Appends the log's own records again and again until it has so many bytes.</summary>
    /// <returns>How many it has then.</returns>
    private static async Task<long> GrowAsync(string folder, long bytes)
    {
        await using var buffer = DurableBuffer.Open(
            new DurableBufferOptions { Folder = folder, MaxBytes = 1L << 40 }, TimeProvider.System, NullLogger<DurableBuffer>.Instance);
        var records = Records(buffer);
        Assert.NotEmpty(records);
        while (buffer.Statistics.Bytes < bytes)
        {
            foreach (var (record, samples) in records)
            {
                await buffer.AppendAsync(record, samples, default);
            }
        }

        await buffer.WaitDurableAsync(buffer.NextSequence - 1, default);
        return buffer.NextSequence - buffer.OldestSequence;
    }

    private static List<(byte[] Record, int Samples)> Records(DurableBuffer buffer)
    {
        List<(byte[] Record, int Samples)> records = [];
        using var reader = buffer.OpenReader(buffer.AcknowledgedBefore);
        while (records.Count < MostCopied && reader.TryRead(out var entry))
        {
            if (entry.Skipped is null)
            {
                records.Add((entry.Record.ToArray(), entry.SampleCount));
            }
        }

        return records;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
