using IndustrialGateway.V1;

namespace IndustrialGateway.Faults;

/// <summary>The wire between gateway and platform, and what the gateway can keep while it is cut.</summary>
public sealed class LinkTests
{
    /// <summary>Values of each point during a cut: 30 s of them.</summary>
    private const long DuringCut = 600;

    /// <summary>Values of each of 1,000 points: at some 4.5 bytes each they need 20 of the 16 MiB that the buffer has.</summary>
    private const long MoreThanTheBufferHolds = 4_600;

    [Fact]
    public async Task A_cut_uplink_costs_nothing_and_the_backlog_arrives_in_order()
    {
        await using var line = await Line.StartAsync(Load.Usual with { Rate = 100 });
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(500);

        line.Uplink.Cut();
        await line.Plant.OfferMoreAsync(DuringCut);
        await (Rounds.CutFor is { } time ? Task.Delay(time, TimeProvider.System, default) : Task.CompletedTask);
        line.Uplink.Restore();

        await subscriber.SeeMoreAsync(500);
        var oracle = await line.Plant.OracleAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracle, offered);
        var audit = await Audit.MakeAsync(line, [oracle], subscriber);
        audit.IsComplete(run: 0, offered);
        Assert.Empty(audit.Points.SelectMany(point => point.Gaps));
    }

    [Fact]
    public async Task A_full_buffer_drops_its_oldest_values_and_every_drop_is_in_the_books()
    {
        await using var line = await Line.StartAsync(
            new LineSettings { Load = new Load(1000, 10, 40), Buffer = "{ maxBytes: 16MiB, segmentBytes: 4MiB }" });
        await using var subscriber = new Subscriber(line.Client);
        await subscriber.SeeMoreAsync(2000);

        line.Uplink.Cut();
        await line.Plant.OfferMoreAsync(MoreThanTheBufferHolds);
        line.Uplink.Restore();

        var oracle = await line.Plant.OracleAsync();
        var offered = await line.Plant.FinishAsync();
        await Settling.WaitAsync(line, oracle, offered);
        var audit = await Audit.MakeAsync(line, [oracle], subscriber);
        var figures = await line.FiguresAsync(_ => true);
        var missing = audit.HasHoles(run: 0, offered, most: 1);
        Assert.NotEqual(0, missing);
        Assert.Equal((ulong)missing, figures.Lost);
        var gaps = audit.Points[0].Gaps.Where(gap => gap.Reason == GapReason.BufferFull).ToList();
        Assert.Equal((ulong)missing, gaps.Aggregate(0UL, (sum, gap) => sum + gap.SampleCount));
        Assert.All(audit.Points, point => Assert.Equal(gaps.Count, point.Gaps.Count));
    }
}
