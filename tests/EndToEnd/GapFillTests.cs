using System.Text.Json;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>What a gateway missed of a node-opcua server that keeps a history, from there to <c>igw</c>.</summary>
public sealed class GapFillTests
{
    private const int Patience = 180_000;
    private const int Count = 200;

    private static readonly string Logged = Line.Point("Logged", "kept");

    [Fact(Timeout = Patience)]
    public async Task What_happened_while_the_gateway_was_cut_off_or_off_is_in_history_once_and_the_gaps_are_filled()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var wire = new TcpProxy();
        await using var line = await Line.StartAsync(cancelled, machine =>
        {
            wire.Target = machine.Endpoint;
            return $$"""
                - name: kept
                  endpoint: opc.tcp://127.0.0.1:{{wire.Port}}{{machine.Endpoint.AbsolutePath}}
                  user: {{NodeMachine.UserName}}
                  password: {{NodeMachine.Password}}
                  publishingInterval: 50ms
                  samplingInterval: 0s
                  queueSize: 10
                  staleAfter: 2s
                  points: [{ node: "nsu={{NodeMachine.NamespaceUri}};s=Logged", path: Logged }]
                """;
        });

        // The machine's queue has room for ten of them.
        wire.Cut();
        await line.Machine.SetAsync("Logged", from: 1, Count, cancelled);
        wire.Restore();
        var cut = await FilledAsync(line, gap => gap.GetProperty("reason").GetString() != "GatewayOff", cancelled);
        var afterCut = await HistoryAsync(line, cancelled);

        await line.KillGatewayAsync();
        await line.Machine.SetAsync("Logged", from: Count + 1, Count, cancelled);
        await line.StartGatewayAsync(cancelled);
        var off = await FilledAsync(line, gap => gap.GetProperty("reason").GetString() == "GatewayOff", cancelled);
        var afterOff = await HistoryAsync(line, cancelled);

        Assert.Equal(Enumerable.Range(0, Count + 1), afterCut.Select(NumberOf));
        Assert.Equal(Enumerable.Range(0, (2 * Count) + 1), afterOff.Select(NumberOf));
        Assert.Contains(afterCut, IsFilled);
        Assert.All([cut, off], gap => Assert.Equal([Logged], gap.GetProperty("points").EnumerateArray().Select(point => point.GetString())));
        Assert.True(off.GetProperty("filledCount").GetInt32() >= afterOff.Skip(Count + 1).Count(IsFilled));
    }

    /// <summary>The first gap of the kept point that is as wanted, once all such are filled.</summary>
    private static async Task<JsonElement> FilledAsync(Line line, Predicate<JsonElement> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<JsonElement> gaps = [];
            await foreach (var text in line.Igw("gaps", "kept/*").ReadAllLinesAsync(cancellationToken))
            {
                using var gap = JsonDocument.Parse(text);
                gaps.Add(gap.RootElement.Clone());
            }

            var found = gaps.FindAll(wanted);
            if (found.Count > 0 && found.TrueForAll(gap => gap.TryGetProperty("filledTime", out _)))
            {
                return found[0];
            }
        }
    }

    /// <summary>The good samples, in the order of history.</summary>
    private static async Task<List<JsonElement>> HistoryAsync(Line line, CancellationToken cancellationToken) =>
        await line.SamplesAsync(Logged, cancellationToken)
            .Where(sample => sample.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number)
            .ToListAsync(cancellationToken);

    private static int NumberOf(JsonElement sample) => sample.GetProperty("value").GetInt32();

    private static bool IsFilled(JsonElement sample) => sample.TryGetProperty("filled", out _);
}
