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
}
