using IndustrialGateway.Client;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;

namespace IndustrialGateway.EndToEnd;

/// <summary>A gateway with two ways to the platform, each from a source address of its own.</summary>
public sealed class PathTests
{
    private const int Patience = 180_000;
    private const int Count = 100;

    // An answer takes its time, so that what goes by both paths has gone by both before it is known to be stored.
    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(100);

    [Fact(Timeout = Patience)]
    public async Task A_path_that_is_cut_takes_nothing_with_it_and_what_goes_by_both_is_stored_once()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var one = new TcpProxy { DownlinkDelay = _ => Answer };
        await using var two = new TcpProxy { DownlinkDelay = _ => Answer };
        await using var line = await Line.StartAsync(cancelled, Events, new LineExtras { Paths = [one, two] });
        using var client = new IndustrialGatewayClient(new IndustrialGatewayClientOptions
        {
            Address = line.Api,
            ApiKey = line.ApiKey,
            AuthorityFile = line.AuthorityFile,
        });
        var tail = new Tail(line.Igw("tail", Line.Point("Counter")));
        await HappenAsync(line, round: 0, cancelled);
        await tail.UntilAsync(sample => Tail.Is(sample, Count), cancelled);

        one.Cut();
        await HappenAsync(line, round: 1, cancelled);
        await tail.UntilAsync(sample => Tail.Is(sample, 2 * Count), cancelled);

        one.Restore();
        await line.GatewaySaysAsync(["is connected by path path-1;"], cancelled);
        two.Cut();
        await HappenAsync(line, round: 2, cancelled);
        await tail.UntilAsync(sample => Tail.Is(sample, 3 * Count), cancelled);

        var figures = await StoredAsync(client, cancelled);
        var expected = Enumerable.Range(1, 3 * Count).Select(value => (long)value).ToArray();
        Assert.Equal(expected, (await line.HistoryAsync("Counter", cancelled)).Where(value => value != 0));
        var events = await line.SamplesAsync(Line.Point("Events", "told"), cancelled).ToListAsync(cancelled);
        Assert.Equal(expected, events.Select(sample => sample.GetProperty("value").GetProperty("Severity").GetInt64()));
        Assert.True(figures.DuplicateRecords > 0, "No alarm went by both paths.");
        Assert.Equal(0u, figures.Lost);
    }

    private static string Events(NodeMachine machine) => $$"""
        - name: told
          endpoint: {{machine.Endpoint.OriginalString}}
          user: {{NodeMachine.UserName}}
          password: {{NodeMachine.Password}}
          publishingInterval: 50ms
          events: { types: ["nsu={{NodeMachine.NamespaceUri}};s=PartMadeEventType"] }
        """;

    private static async Task HappenAsync(Line line, int round, CancellationToken cancellationToken)
    {
        await line.Machine.TellAsync("Part", from: 1 + (round * Count), Count, cancellationToken);
        await line.Machine.SetAsync("Counter", from: 1 + (round * Count), Count, cancellationToken);
    }

    /// <summary>The platform's figures when the gateway holds nothing back any more.</summary>
    private static async Task<LineFigures> StoredAsync(IndustrialGatewayClient client, CancellationToken cancellationToken)
    {
        await foreach (var told in client.WatchLineAsync(cancellationToken))
        {
            if (told.Gateways is [{ Books.Logs.Count: > 0 } gateway] && gateway.Books.Logs.All(log => log.Pending == 0) && gateway.Figures.Stored >= 6 * Count)
            {
                return gateway.Figures;
            }
        }

        throw new InvalidOperationException("The platform tells no figures any more.");
    }
}
