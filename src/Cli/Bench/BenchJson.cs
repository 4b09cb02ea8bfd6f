using System.Text.Json;
using IndustrialGateway.Cli.Output;

namespace IndustrialGateway.Cli.Bench;

/// <summary>The bench's figures for programs: an object per run, times in milliseconds, null for what is not known.</summary>
internal static class BenchJson
{
    public static void Print(IReadOnlyList<BenchResult> runs)
    {
        using var lines = JsonLines.ToStandardOutput();
        foreach (var run in runs)
        {
            lines.Write(run, Write);
        }

        lines.Flush();
    }

    private static void Write(Utf8JsonWriter json, BenchResult run)
    {
        json.WriteNumber("points", run.Load.Points);
        json.WriteNumber("rate", run.Load.Rate);
        json.WriteNumber("publishingMs", run.Load.Publishing.TotalMilliseconds);
        json.WriteNumber("warmUpS", run.Load.WarmUp.TotalSeconds);
        json.WriteNumber("offered", run.Offered);
        json.WriteNumber("offeredPerSecond", run.Offered / run.OfferedWithin.TotalSeconds);
        json.WriteNumber("storedPerSecond", run.Check.Right / run.StoredWithin.TotalSeconds);
        json.WriteNumber("plantLateMs", run.PlantLate.TotalMilliseconds);
        WriteLatency(json, "sourceToCallbackMs", run.FromSource);
        WriteLatency(json, "socketToCallbackMs", run.FromSocket);
        json.WriteNumber("dropped", run.Dropped);
        json.WriteNumber("wireBytesPerValueUp", (double)run.BytesUp / run.Measured);
        json.WriteNumber("wireBytesPerValueDown", (double)run.BytesDown / run.Measured);
        if (run.BufferBytesPerValue is { } buffer)
        {
            json.WriteNumber("bufferBytesPerValue", buffer);
        }

        json.WriteStartObject("processes");
        foreach (var (name, cost) in run.Processes)
        {
            json.WriteStartObject(name);
            json.WriteNumber("cpuSecondsPerMillionValues", cost.CpuSeconds * 1e6 / run.Measured);
            json.WriteNumber("peakBytes", cost.PeakBytes);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("exactlyOnce", run.Check.Right);
        json.WriteNumber("missing", run.Check.Missing);
        json.WriteNumber("duplicated", run.Check.Duplicated);
        json.WriteNumber("altered", run.Check.Altered);
        json.WriteNumber("disordered", run.Check.Disordered);
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, LatencyHistogram latency)
    {
        json.WriteStartObject(name);
        if (latency.Count > 0)
        {
            json.WriteNumber("p50", latency.Percentile(0.5)!.Value.TotalMilliseconds); // There are some.
            json.WriteNumber("p99", latency.Percentile(0.99)!.Value.TotalMilliseconds); // There are some.
            json.WriteNumber("max", latency.Max.TotalMilliseconds);
        }

        json.WriteEndObject();
    }
}
