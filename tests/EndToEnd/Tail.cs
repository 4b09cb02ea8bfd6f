using System.Text.Json;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>What <c>igw tail</c> shows of points, one sample after the other.</summary>
internal sealed class Tail(LineProcess igw)
{
    /// <summary>The next sample; what befalls the stream itself is passed over.</summary>
    public async Task<JsonElement> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var line = JsonDocument.Parse(await igw.ReadLineAsync(cancellationToken));
            if (!line.RootElement.TryGetProperty("event", out _))
            {
                return line.RootElement.Clone();
            }
        }
    }

    /// <summary>The samples up to and with the first that satisfies.</summary>
    public async Task<List<JsonElement>> UntilAsync(Func<JsonElement, bool> isLast, CancellationToken cancellationToken)
    {
        List<JsonElement> samples = [];
        do
        {
            samples.Add(await NextAsync(cancellationToken));
        }
        while (!isLast(samples[^1]));

        return samples;
    }

    public static uint StatusOf(JsonElement sample) => sample.GetProperty("statusCode").GetUInt32();

    public static bool IsGood(JsonElement sample) => StatusOf(sample) == 0;

    public static bool Is(JsonElement sample, double value) =>
        IsGood(sample) && sample.GetProperty("value").ValueKind == JsonValueKind.Number && sample.GetProperty("value").GetDouble() == value;
}
