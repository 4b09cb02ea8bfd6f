using System.Text.Json;
using System.Text.Json.Serialization;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>What a client process is told, as its one argument; the script for node reads the same.</summary>
/// <param name="Endpoint">The load server.</param>
/// <param name="Folder">Where the client's own.pem and own.key are, and its trust folder.</param>
/// <param name="WarmUpSeconds">Not measured.</param>
/// <param name="Seconds">Measured.</param>
/// <param name="HeapAtSecond">Seconds into the measurement after which the live heap is taken for the first time; 0 is never.</param>
internal sealed record RunOrder(
    Scenario Scenario, Uri Endpoint, string Folder, double WarmUpSeconds, double Seconds, double HeapAtSecond = 0)
{
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.RunOrder);

    public static RunOrder FromJson(string json) => JsonSerializer.Deserialize(json, BenchJson.Default.RunOrder)
        ?? throw new InvalidDataException("The order is empty.");
}

/// <summary>What the load server has done until now, as it prints it in one line.</summary>
/// <param name="Sets">Values given to variables.</param>
/// <param name="CpuSeconds">Of the whole process.</param>
internal readonly record struct ServerReport(long Sets, double Seconds, double CpuSeconds)
{
    public double CpuSecondsPerMillion => CpuSeconds * 1e6 / Sets;

    public double ValuesPerSecond => Sets / Seconds;

    public static ServerReport operator -(ServerReport end, ServerReport begin) =>
        new(end.Sets - begin.Sets, end.Seconds - begin.Seconds, end.CpuSeconds - begin.CpuSeconds);
}

/// <summary>Milliseconds.</summary>
internal sealed record LatencyReport(double P50, double P99, double Max);

/// <summary>What one client did in the measured time, as it prints it in one line.</summary>
internal sealed record ClientReport
{
    public string Client { get; init; } = "";

    public double Seconds { get; init; }

    /// <summary>From asking for the items to the first value of the last one.</summary>
    public double LiveSeconds { get; init; }

    /// <summary>From asking for the items to the answer that names the last one.</summary>
    public double CreatedSeconds { get; init; }

    public long Received { get; init; }

    /// <summary>Counts that were skipped: values lost between the server's variable and the callback.</summary>
    public long Missing { get; init; }

    /// <summary>Counts that came twice or out of order.</summary>
    public long Disordered { get; init; }

    /// <summary>Values that carry the overflow bit.</summary>
    public long Overflows { get; init; }

    public long Messages { get; init; }

    public double CpuSeconds { get; init; }

    /// <summary>Bytes on the managed heap; nothing where the platform does not count them.</summary>
    public long? Allocated { get; init; }

    public double PeakMegabytes { get; init; }

    public double EndMegabytes { get; init; }

    public LatencyReport? FromSource { get; init; }

    public LatencyReport? FromSocket { get; init; }

    public int[]? Collections { get; init; }

    /// <summary>Live bytes after a full collection, at the order's second and at the end.</summary>
    public long[]? LiveHeap { get; init; }

    [JsonIgnore]
    public double Loss => Received + Missing == 0 ? 1 : (double)Missing / (Received + Missing);
}

/// <summary>One row of the result.</summary>
internal sealed record RunResult(Scenario Scenario, int Round, ClientReport Client, ServerReport Server);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(ServerReport))]
[JsonSerializable(typeof(ClientReport))]
[JsonSerializable(typeof(List<RunResult>))]
internal sealed partial class BenchJson : JsonSerializerContext;
