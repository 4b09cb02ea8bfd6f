using Google.Rpc;
using Grpc.Core;
using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Platform.Ingest.Instances;

/// <summary>Several streams of one gateway, and two gateways with one identity, against the whole platform.</summary>
public sealed class InstanceTests : IAsyncLifetime
{
    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync() => _platform = await PlatformUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Paths_of_one_gateway_join_and_each_is_told_what_the_others_brought()
    {
        using var one = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1);
        var point = one.Point("press-01/pressure");
        using var two = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1, one.Registry);
        var records = Enumerable.Range(1, 4).Select(index => one.Record(Some.Sample(point, index, index))).ToArray();
        await one.DeclareAsync();

        await one.SendAsync(1, records[0]);
        await two.WaitStoredAsync(2);
        await two.SendAsync(2, records[1], records[2]);
        await one.WaitStoredAsync(4);
        await one.SendAsync(3, records[2], records[3]);
        await two.SendAsync(3, records[2], records[3]);
        await Task.WhenAll(one.WaitStoredAsync(5), two.WaitStoredAsync(5));

        var historian = _platform.Services.GetRequiredService<IHistorian>();
        var stored = await historian.ReadAsync(
            new HistoryQuery { Point = historian.Points.Single() }, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 4).Select(index => Value.Of((double)index)), stored.Samples.Select(sample => sample.Value));
    }

    [Fact]
    public async Task Paths_that_declare_the_same_points_at_the_same_time_make_each_once()
    {
        using var one = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1);
        using var two = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1, one.Registry);
        var records = Enumerable.Range(1, 200).Select(index => one.Record(Some.Sample(one.Point($"press-01/p{index}"), index, index))).ToArray();

        await Task.WhenAll(one.DeclareAsync(), two.DeclareAsync());
        await one.SendAsync(1, records[..100]);
        await two.SendAsync(101, records[100..]);
        await Task.WhenAll(one.WaitStoredAsync(201), two.WaitStoredAsync(201));

        var points = await new CatalogService.CatalogServiceClient(_platform.Api()).ListPointsAsync(new ListPointsRequest { PageSize = 500 });
        var values = await new TelemetryService.TelemetryServiceClient(_platform.Api()).ReadPointsAsync(
            new ReadPointsRequest { Points = { points.Points.Select(point => point.Name) } });
        Assert.Equal(
            Enumerable.Range(1, 200).ToDictionary(index => Some.Name($"press-01/p{index}"), index => (double)index),
            values.Readings.ToDictionary(reading => reading.Point, reading => reading.Sample.Value.Double));
    }

    [Fact]
    public async Task A_live_value_that_another_path_has_overtaken_is_stored_and_moves_no_current_value_back()
    {
        using var fast = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1);
        var point = fast.Point("press-01/pressure");
        using var slow = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1, fast.Registry);
        var records = Enumerable.Range(1, 3).Select(index => fast.Record(Some.Sample(point, index, index))).ToArray();
        await fast.DeclareAsync();

        await fast.SendAsync(1, records[0]);
        await fast.SendAsync(3, records[2]);
        await fast.WaitStoredAsync(2);
        await slow.SendAsync(2, records[1]);
        await slow.WaitStoredAsync(4);

        var current = await new TelemetryService.TelemetryServiceClient(_platform.Api()).ReadPointsAsync(
            new ReadPointsRequest { Points = { Some.Name("press-01/pressure") } });
        var historian = _platform.Services.GetRequiredService<IHistorian>();
        var stored = await historian.ReadAsync(
            new HistoryQuery { Point = historian.Points.Single() }, TestContext.Current.CancellationToken);
        Assert.Equal(3, current.Readings.Single().Sample.Value.Double);
        Assert.Equal([Value.Of(1.0), Value.Of(2.0), Value.Of(3.0)], stored.Samples.Select(sample => sample.Value));
    }

    [Fact]
    public async Task A_path_that_ends_takes_nothing_with_it_and_leaves_the_gateway_connected()
    {
        using var one = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1);
        using var two = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1, one.Registry);
        var point = one.Point("press-01/pressure");
        await one.StoreAsync(1, Some.Sample(point, 1, 1));

        await one.CompleteAsync();
        await two.StoreAsync(2, Some.Sample(point, 2, 2));

        using var call = new LineService.LineServiceClient(_platform.Api()).WatchLine(new WatchLineRequest());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(Assert.Single(call.ResponseStream.Current.Gateways).Connected);
    }

    [Fact]
    public async Task A_restarted_gateway_takes_over_from_its_streams_before()
    {
        using var before = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1);

        using var after = await _platform.OpenInstanceAsync(epoch: 1, instance: 11, run: 2);

        var refusal = await before.RefusalAsync();
        Assert.Equal("TAKEN_OVER", refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        await after.StoreAsync(1, Some.Sample(after.Point("press-01/pressure"), 1));
    }

    [Fact]
    public async Task A_copy_of_a_gateway_is_refused_in_words_and_raises_an_alarm()
    {
        using var first = await _platform.OpenInstanceAsync(epoch: 1, instance: 10, run: 1);
        using var copy = GatewayStream.Open(
            _platform.Ingest(_platform.Authority.Gateway(_platform.CertificateFolder, PlatformUnderTest.Gateway)));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => copy.HelloAsync(epoch: 1, instance: 11, run: 1));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Equal("SECOND_INSTANCE", refusal.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        await first.StoreAsync(1, Some.Sample(first.Point("press-01/pressure"), 1));
        using var call = new LineService.LineServiceClient(_platform.Api()).WatchLine(new WatchLineRequest());
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.NotNull(Assert.Single(call.ResponseStream.Current.Gateways).SecondInstanceTime);
        var alarm = Assert.Single(_platform.Logs.GetSnapshot(), record => record.Level == LogLevel.Error);
        Assert.Contains("press-shop", alarm.Message, StringComparison.Ordinal);
        _platform.Logs.Clear();
    }
}
