namespace IndustrialGateway.Faults;

/// <summary>kill -9 of each program at random moments under load.</summary>
public sealed class KillTests
{
    /// <summary>Values between two kills: from at once to two seconds of load.</summary>
    private const int MostBetween = 4000;

    [Fact]
    public async Task A_killed_platform_costs_nothing_at_all()
    {
        var random = new Random(Rounds.Seed);
        await using var line = await Line.StartAsync(Load.Usual);
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(500);

        for (var round = 0; round < Rounds.Count; round++)
        {
            await subscriber.SeeMoreAsync(random.Next(1, MostBetween));
            await line.KillPlatformAsync();
            await line.StartPlatformAsync();
        }

        await subscriber.SeeMoreAsync(500);
        var oracle = await line.Plant.OracleAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracle, offered);
        var audit = await Audit.MakeAsync(line, [oracle], subscriber);
        audit.IsComplete(run: 0, offered);
    }

    [Fact]
    public async Task A_killed_gateway_keeps_all_that_it_had_accepted()
    {
        var random = new Random(Rounds.Seed);
        await using var line = await Line.StartAsync(Load.Usual);
        await using var subscriber = new Subscriber(line.Client);
        List<AcceptedSamples> accepted = [];
        await subscriber.SeeMoreAsync(500);

        for (var round = 0; round < Rounds.Count; round++)
        {
            // Every other time the platform is away, so that the gateway dies with a backlog.
            var cut = round % 2 == 1;
            if (cut)
            {
                line.Uplink.Cut();
                await line.Plant.OfferMoreAsync(random.Next(1, 40));
            }

            await (cut ? Task.CompletedTask : subscriber.SeeMoreAsync(random.Next(1, MostBetween)));
            await line.KillGatewayAsync();
            accepted.Add(await AcceptedSamples.ReadAsync(line.GatewayBuffer));
            line.Uplink.Restore();
            line.StartGateway();
            await subscriber.SeeMoreAsync(1);
        }

        await subscriber.SeeMoreAsync(500);
        var oracle = await line.Plant.OracleAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracle, offered);
        var audit = await Audit.MakeAsync(line, [oracle], subscriber);
        audit.Holds(accepted);
        audit.HasHoles(run: 0, offered, most: Rounds.Count);
    }

    [Fact]
    public async Task A_killed_plant_costs_only_what_it_had_not_delivered()
    {
        var random = new Random(Rounds.Seed);
        await using var line = await Line.StartAsync(Load.Usual);
        await using var subscriber = new Subscriber(line.Client);
        List<Oracle> oracles = [];
        await subscriber.SeeMoreAsync(500);

        for (var round = 0; round < Rounds.Count; round++)
        {
            await subscriber.SeeMoreAsync(random.Next(1, MostBetween));
            oracles.Add(await line.Plant.OracleAsync());
            await line.Plant.KillAsync();
            await line.StartPlantAsync();
            await subscriber.SeeMoreAsync(500);
        }

        oracles.Add(await line.Plant.OracleAsync());
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracles[^1], offered);
        var audit = await Audit.MakeAsync(line, oracles, subscriber);
        for (var run = 0; run < Rounds.Count; run++)
        {
            audit.IsPrefix(run);
        }

        audit.IsComplete(Rounds.Count, offered);
    }
}
