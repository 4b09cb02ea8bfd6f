using IndustrialGateway.Simulator.Load;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Simulator;

public sealed class LoadPlantTests
{
    [Fact]
    public async Task No_value_is_there_before_its_source_time()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(100));
        var plant = new LoadPlant(seed: 1, points: 1, machines: 1, rate: 1, time);
        plant.Start(after: TimeSpan.FromMilliseconds(1)); // At a whole millisecond: 0.9 ms from now.

        var offering = plant.OfferAsync(perPoint: 1, TestContext.Current.CancellationToken);
        Assert.Equal([0L], plant.Report(finished: false).OfferedPerPoint);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await offering;
        Assert.Equal([1L], plant.Report(finished: false).OfferedPerPoint);
    }
}
