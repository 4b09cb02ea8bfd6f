using Grpc.Core;
using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;

namespace IndustrialGateway.Platform.History;

/// <summary>Reading the loss ledger a page at a time, by point, time and reason.</summary>
public sealed class ListGapsTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.
    private TelemetryService.TelemetryServiceClient _client = null!; // Set by InitializeAsync.

    /// <summary>Five gaps, told from each other by their counts: of a point, two points, two machines and the gateway.</summary>
    public async ValueTask InitializeAsync()
    {
        _platform = await PlatformUnderTest.StartAsync();
        _client = new TelemetryService.TelemetryServiceClient(_platform.Api());
        using var gateway = await _platform.OpenGatewayAsync(epoch: 1);
        await gateway.StoreAsync(
            1,
            Some.Sample(gateway.Point("press-01/count"), 1),
            Some.Sample(gateway.Point("press-01/temperature"), 1),
            Some.Sample(gateway.Point("press-02/count"), 1));
        await SkipAsync(gateway, 1, GapReason.SourceOverflow, points: [1]);
        await SkipAsync(gateway, 2, GapReason.SourceLost, points: [2, 3]);
        await SkipAsync(gateway, 3, GapReason.SourceLost, equipment: "press-01");
        await SkipAsync(gateway, 4, GapReason.Expired, equipment: "press-02");
        await SkipAsync(gateway, 5, GapReason.BufferFull);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(50_000)]
    public async Task Pages_of_any_size_bring_every_gap_once_in_order(int pageSize) =>
        Assert.Equal([1, 2, 3, 4, 5], await CountsAsync(new ListGapsRequest { PageSize = pageSize }));

    [Theory]
    [InlineData("press-01/count", 1, 3, 5)]
    [InlineData("*/temperature", 2, 3, 5)]
    [InlineData("press-02/**", 2, 4, 5)]
    [InlineData("press-03/**")]
    public async Task A_gap_of_a_machine_or_a_gateway_is_one_of_each_of_its_points(string glob, params int[] counts) =>
        Assert.Equal(counts, await CountsAsync(new ListGapsRequest { PathGlob = glob, PageSize = 1 }));

    [Fact]
    public async Task Gaps_are_chosen_by_reason_and_by_the_time_that_they_touch()
    {
        Assert.Equal(
            [1, 4],
            await CountsAsync(new ListGapsRequest { Reasons = { GapReason.Expired, GapReason.SourceOverflow } }));
        Assert.Equal([3, 4], await CountsAsync(new ListGapsRequest { StartTime = At(35), EndTime = At(50) }));
    }

    [Fact]
    public async Task A_gap_says_whose_it_is_when_how_much_and_why()
    {
        var gaps = (await _client.ListGapsAsync(new ListGapsRequest())).Gaps;

        Assert.Equal(
            new Gap
            {
                From = At(20),
                To = At(25),
                Reason = GapReason.SourceLost,
                SampleCount = 2,
                Gateway = "gateways/" + PlatformUnderTest.Gateway,
                Points = { Some.Name("press-01/temperature"), Some.Name("press-02/count") },
                PointCount = 2,
            },
            gaps[1]);
        Assert.Equal($"gateways/{PlatformUnderTest.Gateway}/equipment/press-01", gaps[2].Equipment);
        Assert.Equal("", gaps[4].Equipment);
    }

    [Fact]
    public async Task A_gap_says_when_it_was_filled_and_what_was_filled_says_so()
    {
        using var gateway = await _platform.OpenGatewayAsync(epoch: 2);
        var point = gateway.Point("press-01/count");
        var at = Some.Start + (100 * TimeSpan.TicksPerSecond);
        await gateway.StoreAsync(1, Some.Sample(point, 1, second: 99));
        var gap = new Model.Gap([1], at, at + 10, SampleCount: 0, Model.GapReason.SourceLost, Equipment: "") { Id = 9 };
        await gateway.SendAsync(
            2,
            GatewayStream.Record(gap),
            gateway.Record(Some.Sample(point, 2, second: 100) with { IsFilled = true }),
            GatewayStream.Record(gap with { FilledTicks = at + 20, FilledCount = 1 }));
        await gateway.WaitStoredAsync(5);

        var found = Assert.Single((await _client.ListGapsAsync(new ListGapsRequest { StartTime = At(99) })).Gaps);
        var history = await _client.ListSamplesAsync(new ListSamplesRequest { Point = Some.Name("press-01/count"), StartTime = At(90) });
        Assert.Equal((WireTime.ToTimestamp(at + 20), 1u), (found.FilledTime, (uint)found.FilledCount));
        Assert.Equal([(1.0, false), (2.0, true)], history.Samples.Select(sample => (sample.Value.Double, sample.Filled)));
        Assert.Equal(found.FilledTime, Assert.Single(history.Gaps).FilledTime);
    }

    [Fact]
    public async Task The_gaps_of_a_point_are_found_behind_thousands_of_other_gateways()
    {
        var other = new StoredGap { Gateway = "other", FromTicks = Some.Start, ToTicks = Some.Start + 1, Reason = Model.GapReason.Expired };
        var record = new RecordCommit { Stream = new StreamKey("other", 1, 2), Sequence = 1, Gaps = [.. Enumerable.Repeat(other, 2_500)] };
        await _platform.Services.GetRequiredService<IHistorian>().CommitAsync(new CommitBatch { Records = [record] }, default);

        var history = await _client.ListSamplesAsync(new ListSamplesRequest { Point = Some.Name("press-02/count") });

        Assert.Equal([2, 4, 5], history.Gaps.Select(gap => (int)gap.SampleCount));
        Assert.False(history.MoreGaps);
    }

    [Fact]
    public async Task A_question_that_makes_no_sense_is_refused()
    {
        var token = (await _client.ListGapsAsync(new ListGapsRequest { PageSize = 1 })).NextPageToken;

        Assert.Equal(StatusCode.InvalidArgument, await RefusalAsync(new ListGapsRequest { PageToken = token, PathGlob = "*" }));
        Assert.Equal(StatusCode.InvalidArgument, await RefusalAsync(new ListGapsRequest { Gateway = "press-shop" }));
        Assert.Equal(StatusCode.NotFound, await RefusalAsync(new ListGapsRequest { Gateway = "gateways/none" }));
        Assert.Equal(StatusCode.InvalidArgument, await RefusalAsync(new ListGapsRequest { StartTime = At(2), EndTime = At(1) }));
        Assert.Equal(
            StatusCode.InvalidArgument,
            await RefusalAsync(new ListGapsRequest { Reasons = { Enumerable.Repeat(GapReason.Expired, 101) } }));
    }

    private async Task<StatusCode> RefusalAsync(ListGapsRequest request) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await _client.ListGapsAsync(request))).StatusCode;

    private async Task<List<int>> CountsAsync(ListGapsRequest request)
    {
        List<int> counts = [];
        do
        {
            var page = await _client.ListGapsAsync(request);
            counts.AddRange(page.Gaps.Select(gap => (int)gap.SampleCount));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        return counts;
    }

    /// <summary>The gap of <paramref name="number"/> samples lasts from ten times so many seconds on for five.</summary>
    private static async Task SkipAsync(
        GatewayStream gateway, int number, GapReason reason, uint[]? points = null, string equipment = "")
    {
        await gateway.SendAsync(new ExchangeRequest
        {
            Skip = new Skip
            {
                Log = Log.Process,
                FirstSequence = (ulong)number + 1,
                Count = 1,
                Gap = new GapReport
                {
                    Points = { points ?? [] },
                    Equipment = equipment,
                    From = At(10 * number),
                    To = At((10 * number) + 5),
                    SampleCount = (ulong)number,
                    Reason = reason,
                },
            },
        });
        await gateway.WaitStoredAsync(number + 2);
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp At(int second) =>
        WireTime.ToTimestamp(Some.Start + (second * TimeSpan.TicksPerSecond));
}
