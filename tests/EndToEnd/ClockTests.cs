using System.Globalization;
using System.Text.Json;
using IndustrialGateway.Client;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>Clocks that are wrong, or set while the line works.</summary>
public sealed class ClockTests
{
    private const int Patience = 180_000;
    private const int Count = 50;

    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3652);

    /// <summary>Certificates that were made just now are good at it, and no delay makes as much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(20);

    [Fact(Timeout = Patience)]
    public async Task Steps_of_ten_years_of_either_clock_lose_nothing_and_change_no_order_and_are_told()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        var gateway = new FakeClock(folder, "gateway");
        var platform = new FakeClock(folder, "platform");
        await using var line = await Line.StartAsync(
            cancelled, extras: new LineExtras { GatewayClock = gateway, PlatformClock = platform });
        using var client = new IndustrialGatewayClient(new IndustrialGatewayClientOptions
        {
            Address = line.Api,
            ApiKey = line.ApiKey,
            AuthorityFile = line.AuthorityFile,
        });
        var tail = new Tail(line.Igw("tail", Line.Point("Counter")));
        (FakeClock Clock, TimeSpan Lead)[] steps = [(gateway, TenYears), (gateway, -TenYears), (platform, TenYears), (platform, -TenYears)];
        List<TimeSpan> told = [];

        foreach (var (round, (clock, lead)) in steps.Index())
        {
            await HappenAsync(2 * round);
            clock.Set(lead);
            await HappenAsync((2 * round) + 1);
            told.Add(await LeadAsync(client, lead => lead.Duration() > TenYears / 2, cancelled));
            clock.Set(TimeSpan.Zero);
            await LeadAsync(client, lead => lead.Duration() < TimeSpan.FromMinutes(1), cancelled);
        }

        await HappenAsync(2 * steps.Length);
        List<long> history;
        do
        {
            // What was shown may not be committed yet.
            history = await line.HistoryAsync("Counter", cancelled);
        }
        while (history.Count(value => value != 0) < ((2 * steps.Length) + 1) * Count);

        Assert.Equal(Enumerable.Range(1, ((2 * steps.Length) + 1) * Count).Select(value => (long)value), history.Where(value => value != 0));
        Assert.Equal([1, -1, -1, 1], told.Select(lead => Math.Sign(lead.Ticks)));

        async Task HappenAsync(int round)
        {
            await line.Machine.SetAsync("Counter", from: 1 + (round * Count), Count, cancelled);
            await tail.UntilAsync(sample => Tail.Is(sample, (round + 1) * Count), cancelled);
        }
    }

    [Fact(Timeout = Patience)]
    public async Task How_far_clocks_are_apart_is_in_history_by_name_and_no_machines()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        var clock = new FakeClock(folder, "gateway");
        clock.Set(Ahead);
        await using var line = await Line.StartAsync(cancelled, extras: new LineExtras { GatewayClock = clock });

        await line.Machine.SetAsync("Counter", from: 1, Count, cancelled);
        var ofGateway = await FirstAsync(line, Line.OwnPoint("clock/lead"), cancelled);
        var ofMachine = await FirstAsync(line, Line.OwnPoint("sources/press-01/clock/lead"), cancelled);

        Assert.InRange(ofGateway, Ahead / 2, 2 * Ahead);
        Assert.InRange(ofMachine, -2 * Ahead, -Ahead / 2);
        Dictionary<string, (string? Unit, string? Equipment)> points = [];
        await foreach (var text in line.Igw("points", "_gateway/**").ReadAllLinesAsync(cancelled))
        {
            using var point = JsonDocument.Parse(text);
            points[point.RootElement.GetProperty("name").GetString()!] = // each has one
                (point.RootElement.GetProperty("unit").GetString(), point.RootElement.GetProperty("equipment").GetString());
        }

        Assert.Equal([Line.OwnPoint("clock/lead"), Line.OwnPoint("sources/press-01/clock/lead")], points.Keys);
        Assert.All(points.Values, point => Assert.Equal(("s", ""), point));
    }

    /// <summary>The first that history has of a point, which may have to come yet.</summary>
    private static async Task<TimeSpan> FirstAsync(Line line, string point, CancellationToken cancellationToken)
    {
        var tail = new Tail(line.Igw("tail", "--gateway", Line.Gateway));
        await tail.UntilAsync(sample => sample.GetProperty("point").GetString() == point, cancellationToken);
        while (true)
        {
            // What was shown may not be committed yet, and its time is to come.
            var to = (TimeProvider.System.GetUtcNow() + (2 * Ahead)).ToString("O", CultureInfo.InvariantCulture);
            await foreach (var text in line.Igw("history", point, "--to", to, "--last", "2h").ReadAllLinesAsync(cancellationToken))
            {
                using var sample = JsonDocument.Parse(text);
                Assert.True(Tail.IsGood(sample.RootElement));
                return TimeSpan.FromSeconds(sample.RootElement.GetProperty("value").GetDouble());
            }
        }
    }

    /// <summary>How far the gateway's clock is ahead of the platform's, as soon as it is told to be so.</summary>
    private static async Task<TimeSpan> LeadAsync(IndustrialGatewayClient client, Predicate<TimeSpan> wanted, CancellationToken cancellationToken)
    {
        await foreach (var told in client.WatchLineAsync(cancellationToken))
        {
            if (told.Gateways is [{ ClockLead: { } lead }] && wanted(lead.ToTimeSpan()))
            {
                return lead.ToTimeSpan();
            }
        }

        throw new InvalidOperationException("The platform tells no figures any more.");
    }
}
