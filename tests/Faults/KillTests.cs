namespace IndustrialGateway.Faults;

/// <summary>kill -9 of the plant at random moments under load; the gateway and the platform are rows of their own.</summary>
public sealed class KillTests
{
    private const int Patience = 900_000;

    /// <summary>Values between two kills: from at once to two seconds of load.</summary>
    private const int MostBetween = 4000;

    [Fact(Timeout = Patience)]
    public async Task A_killed_plant_costs_only_what_it_had_not_delivered()
    {
        var random = new Random(Rounds.Seed);
        await using var line = await Line.StartAsync(Load.Usual);
        await using var subscriber = new Subscriber(line.Client);
        List<Oracle> oracles = [];
        await subscriber.SeeMoreAsync(500);

        for (var round = 0; round < Rounds.Count; round++)
        {
            await subscriber.SeeMoreAsync(random.Next(1, MostBetween)).WaitAsync(TestContext.Current.CancellationToken);
            oracles.Add(await line.Plant.OracleAsync());
            await line.Plant.KillAsync();
            await line.StartPlantAsync();
            await subscriber.SeeMoreAsync(500);
        }

        oracles.Add(await line.Plant.OracleAsync());
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracles[^1], offered).WaitAsync(TestContext.Current.CancellationToken);
        var audit = await Audit.MakeAsync(line, oracles, subscriber);
        for (var run = 0; run < Rounds.Count; run++)
        {
            audit.IsPrefix(run);
        }

        audit.IsComplete(Rounds.Count, offered);
    }
}
