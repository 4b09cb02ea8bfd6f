namespace IndustrialGateway.Faults;

/// <summary>The wire between gateway and platform is cut; F21 is about what the gateway can keep meanwhile.</summary>
public sealed class LinkTests
{
    private const int Patience = 900_000;

    /// <summary>Values of each point during a cut: 30 s of them.</summary>
    private const long DuringCut = 600;

    [Fact(Timeout = Patience)]
    public async Task A_cut_uplink_costs_nothing_and_the_backlog_arrives_in_order()
    {
        await using var line = await Line.StartAsync(Load.Usual with { Rate = 100 });
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(500);

        line.Uplink.Cut();
        await line.Plant.OfferMoreAsync(DuringCut);
        await (Rounds.CutFor is { } time ? Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken) : Task.CompletedTask);
        line.Uplink.Restore();

        await subscriber.SeeMoreAsync(500);
        var oracle = await line.Plant.OracleAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracle, offered).WaitAsync(TestContext.Current.CancellationToken);
        var audit = await Audit.MakeAsync(line, [oracle], subscriber);
        audit.IsComplete(run: 0, offered);
        Assert.Empty(audit.Points.SelectMany(point => point.Gaps));
    }
}
