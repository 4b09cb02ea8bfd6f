using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;

namespace IndustrialGateway.Platform.Line;

/// <summary>What the line says of itself.</summary>
public sealed class WatchLineTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Totals_duplicates_losses_and_the_gateways_own_word_are_told()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var point = gateway.Point("press-01/pressure");
        var record = gateway.Record(Some.Sample(point, 1, 1), Some.Sample(point, 2, 2));
        await gateway.DeclareAsync();
        await gateway.SendAsync(1, record);
        await gateway.SendAsync(1, record);
        await gateway.SendAsync(new ExchangeRequest
        {
            Skip = new Skip { Log = Log.Process, FirstSequence = 2, Count = 3, Gap = new GapReport { SampleCount = 9 } },
        });
        await gateway.SendAsync(new ExchangeRequest { State = new GatewayState { BufferedRecords = 4, BufferedBytes = 5 } });
        await gateway.WaitStoredAsync(5);
        await gateway.SendAsync(new ExchangeRequest { Probe = new LinkProbe() });
        while ((await gateway.ReceiveAsync()).ProbeEcho is null)
        {
        }

        using var call = new LineService.LineServiceClient(_platform.Api()).WatchLine(new WatchLineRequest());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var said = call.ResponseStream.Current;
        var total = said.Total;
        Assert.Equal((2u, 1u, 9u, 1u), (total.Stored, total.DuplicateRecords, total.Lost, total.Points));
        Assert.Equal((4u, 5u), (total.BacklogRecords, total.BacklogBytes));
        Assert.True(Assert.Single(said.Gateways).Connected);
        Assert.NotNull(total.LatencyP99);
    }

    [Fact]
    public async Task Sources_that_somebody_should_look_at_are_told_with_the_reason_and_sound_ones_are_not()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        await gateway.SendAsync(new ExchangeRequest
        {
            State = new GatewayState
            {
                Sources =
                {
                    new SourceState { Source = "lathe", Connected = true, Insecurity = "None: controller of 2009" },
                    new SourceState { Source = "press", Connected = true },
                    new SourceState { Source = "oven", Warnings = { "The certificate runs out in 7 days." } },
                },
            },
        });
        await ProbedAsync(gateway);

        var notices = (await WatchAsync()).Gateways.Single().Notices;

        Assert.Equal(
            [("lathe", "None: controller of 2009", 0), ("oven", "", 1)],
            notices.Select(notice => (notice.Source, notice.Insecurity, notice.Warnings.Count)));

        // What was mended is not told any longer.
        await gateway.SendAsync(new ExchangeRequest { State = new GatewayState { Sources = { new SourceState { Source = "lathe" } } } });
        await ProbedAsync(gateway);

        Assert.Empty((await WatchAsync()).Gateways.Single().Notices);
    }

    [Fact]
    public async Task A_gateway_with_very_many_insecure_sources_does_not_fill_the_page()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        var state = new GatewayState();
        state.Sources.AddRange(Enumerable.Range(0, 1000).Select(number => new SourceState { Source = $"lathe-{number}", Insecurity = "None: old" }));
        await gateway.SendAsync(new ExchangeRequest { State = state });
        await ProbedAsync(gateway);

        var notices = (await WatchAsync()).Gateways.Single().Notices;

        Assert.Equal((100, "lathe-0"), (notices.Count, notices[0].Source));
    }

    /// <summary>Returns when the platform has taken all that the gateway sent before.</summary>
    private static async Task ProbedAsync(GatewayStream gateway)
    {
        await gateway.SendAsync(new ExchangeRequest { Probe = new LinkProbe() });
        while ((await gateway.ReceiveAsync()).ProbeEcho is null)
        {
        }
    }

    private async Task<WatchLineResponse> WatchAsync()
    {
        using var call = new LineService.LineServiceClient(_platform.Api()).WatchLine(new WatchLineRequest());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return call.ResponseStream.Current;
    }

    [Fact]
    public void Without_values_a_latency_is_not_known()
    {
        var line = _platform.Services.GetRequiredService<LineBoard>().Of(1);
        var sum = new LatencySummary();

        line.AddLatencyTo(sum);

        Assert.Null(sum.Percentile(0.5));
    }
}
