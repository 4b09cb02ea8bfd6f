using Grpc.Core;
using IndustrialGateway.Historian;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>A gateway's stream against the whole platform.</summary>
public sealed class IngestTests : IAsyncLifetime
{
    private const int Epoch = 7;

    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task What_is_sent_is_stored_acknowledged_and_current()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var point = gateway.Point("press-01/pressure", "bar");

        await gateway.StoreAsync(1, Some.Sample(point, 1.5, 1), Some.Sample(point, 2.5, 2));

        var reading = Assert.Single(await ReadAsync("press-01/pressure"));
        Assert.Equal(2.5, reading.Sample.Value.Double);
        Assert.Equal([1.5, 2.5], await HistoryAsync("press-01/pressure"));
    }

    [Fact]
    public async Task A_record_that_comes_again_is_acknowledged_and_stored_once()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var point = gateway.Point("press-01/pressure");
        var record = gateway.Record(Some.Sample(point, 1));
        await gateway.DeclareAsync();

        await gateway.SendAsync(1, record);
        await gateway.WaitStoredAsync(2);
        await gateway.SendAsync(1, record);
        await gateway.WaitStoredAsync(2);

        Assert.Equal([1.0], await HistoryAsync("press-01/pressure"));
    }

    [Fact]
    public async Task A_new_stream_is_told_what_is_stored_also_after_a_restart()
    {
        using (var gateway = await _platform.OpenGatewayAsync(Epoch))
        {
            var point = gateway.Point("press-01/pressure");
            await gateway.StoreAsync(1, Some.Sample(point, 1));
            await gateway.CompleteAsync();
        }

        await _platform.RestartAsync();
        using var next = await _platform.OpenGatewayAsync(Epoch);

        Assert.Equal(2u, next.Welcome.Stored.Single(stored => stored.Log == Log.Process).StoredBefore);
        Assert.Equal(1u, next.Welcome.KnownPoints);
        Assert.Equal(1.0, Assert.Single(await ReadAsync("press-01/pressure")).Sample.Value.Double);
    }

    [Fact]
    public async Task A_record_with_an_undeclared_alias_is_asked_about_and_taken_when_it_comes_again()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var point = gateway.Point("press-01/pressure");
        var records = new[] { gateway.Record(Some.Sample(point, 1, 1)), gateway.Record(Some.Sample(point, 2, 2)) };

        await gateway.SendAsync(1, records);
        var response = await gateway.ReceiveAsync();
        while (response.DeclarationRequest is null)
        {
            Assert.Equal(1u, response.Acknowledgement.StoredBefore);
            response = await gateway.ReceiveAsync();
        }

        Assert.Equal(1u, response.DeclarationRequest.First);
        await gateway.DeclareAsync();
        await gateway.SendAsync(1, records);
        await gateway.WaitStoredAsync(3);

        Assert.Equal([1.0, 2.0], await HistoryAsync("press-01/pressure"));
    }

    [Fact]
    public async Task A_poisoned_record_is_rejected_becomes_a_gap_and_costs_its_neighbours_nothing()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var point = gateway.Point("press-01/pressure");
        var records = new[]
        {
            gateway.Record(Some.Sample(point, 1, 1)), gateway.Record(Some.Sample(point, 2, 2)), gateway.Record(Some.Sample(point, 3, 3)),
        };
        records[1][10] ^= 0x40;
        await gateway.DeclareAsync();

        await gateway.SendAsync(1, records);
        var response = await gateway.ReceiveAsync();
        while (response.Rejection is null)
        {
            response = await gateway.ReceiveAsync();
        }

        Assert.Equal(2u, response.Rejection.Sequence);
        await gateway.SendAsync(4, gateway.Record(Some.Sample(point, 4, 4)));
        await gateway.WaitStoredAsync(5);
        Assert.Equal([1.0, 3.0, 4.0], await HistoryAsync("press-01/pressure"));
        var gaps = await _platform.Services.GetRequiredService<IHistorian>()
            .ReadGapPageAsync(long.MinValue, long.MaxValue, 10, after: null, TestContext.Current.CancellationToken);
        Assert.Equal(Model.GapReason.Rejected, Assert.Single(gaps.Gaps).Reason);
    }

    [Fact]
    public async Task A_skipped_range_is_acknowledged_and_becomes_a_gap_of_the_history()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var point = gateway.Point("press-01/pressure");
        await gateway.StoreAsync(1, Some.Sample(point, 1, 1));

        await gateway.SendAsync(new ExchangeRequest
        {
            Skip = new Skip
            {
                Log = Log.Process,
                FirstSequence = 2,
                Count = 1_000_000,
                Gap = new GapReport
                {
                    From = Rpc.WireTime.ToTimestamp(Some.Start),
                    To = Rpc.WireTime.ToTimestamp(Some.Start + 100),
                    SampleCount = 77,
                    Reason = GapReason.BufferFull,
                },
            },
        });
        await gateway.WaitStoredAsync(1_000_002);

        var page = await new TelemetryService.TelemetryServiceClient(_platform.Api())
            .ListSamplesAsync(new ListSamplesRequest { Point = Some.Name("press-01/pressure") });
        var gap = Assert.Single(page.Gaps);
        Assert.Equal((GapReason.BufferFull, 77ul), (gap.Reason, gap.SampleCount));
    }

    [Fact]
    public async Task A_deflated_block_is_taken_and_a_lying_one_is_asked_for_again()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var point = gateway.Point("press-01/pressure");
        var record = gateway.Record(Some.Sample(point, 1));
        await gateway.DeclareAsync();
        await gateway.SendAsync(GatewayStream.Block(1, [record], deflate: true));
        await gateway.WaitStoredAsync(2);

        var lying = GatewayStream.Block(2, [record], deflate: true);
        lying.Block.ContentBytes--;
        await gateway.SendAsync(lying);
        while ((await gateway.ReceiveAsync()).DeclarationRequest is null)
        {
        }

        await gateway.SendAsync(GatewayStream.Block(2, [record], deflate: true));
        await gateway.WaitStoredAsync(3);
    }

    [Fact]
    public async Task A_bomb_is_refused_before_it_is_inflated()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);
        var bomb = GatewayStream.Block(1, [new byte[64 * 1024 * 1024]], deflate: true);

        await gateway.SendAsync(bomb);

        Assert.Equal(StatusCode.ResourceExhausted, (await gateway.RefusalAsync()).StatusCode);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);

        // The platform answers at the message's head: sending its rest may be cut short.
        await Xunit.Record.ExceptionAsync(() => gateway.SendAsync(GatewayStream.Block(1, [new byte[4 * 1024 * 1024]])));

        Assert.Equal(StatusCode.ResourceExhausted, (await gateway.RefusalAsync()).StatusCode);
    }

    [Fact]
    public async Task A_newer_stream_of_the_epoch_takes_over()
    {
        using var older = await _platform.OpenGatewayAsync(Epoch);

        using var newer = await _platform.OpenGatewayAsync(Epoch);

        Assert.Equal(StatusCode.FailedPrecondition, (await older.RefusalAsync()).StatusCode);
        await newer.StoreAsync(1, Some.Sample(newer.Point("press-01/pressure"), 1));
    }

    [Fact]
    public async Task A_probe_comes_back_with_the_platforms_times()
    {
        using var gateway = await _platform.OpenGatewayAsync(Epoch);

        await gateway.SendAsync(new ExchangeRequest { Probe = new LinkProbe { Id = 42 } });

        var echo = (await gateway.ReceiveAsync()).ProbeEcho;
        Assert.Equal(42u, echo.Id);
        Assert.NotNull(echo.Echoed);
    }

    private async Task<IReadOnlyList<PointReading>> ReadAsync(params string[] paths) =>
        (await new TelemetryService.TelemetryServiceClient(_platform.Api())
            .ReadPointsAsync(new ReadPointsRequest { Points = { paths.Select(path => Some.Name(path)) } })).Readings;

    private async Task<IEnumerable<double>> HistoryAsync(string path)
    {
        var page = await new TelemetryService.TelemetryServiceClient(_platform.Api())
            .ListSamplesAsync(new ListSamplesRequest { Point = Some.Name(path) });
        return page.Samples.Select(sample => sample.Value.Double);
    }
}
