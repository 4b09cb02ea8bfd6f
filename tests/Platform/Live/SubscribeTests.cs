using Grpc.Core;
using IndustrialGateway.Model;
using IndustrialGateway.V1;
using Microsoft.Extensions.DependencyInjection;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform.Live;

/// <summary>What an app sees of the values that come in.</summary>
public sealed class SubscribeTests : IAsyncLifetime
{
    private const string Parent = "gateways/" + PlatformUnderTest.Gateway;

    private PlatformUnderTest _platform = null!; // Set by InitializeAsync.
    private GatewayStream _gateway = null!; // Set by InitializeAsync.

    public async ValueTask InitializeAsync()
    {
        _platform = await PlatformUnderTest.StartAsync();
        _gateway = await _platform.OpenGatewayAsync(epoch: 1);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task First_come_the_current_values_then_every_change()
    {
        var point = _gateway.Point("press-01/pressure", "bar");
        await _gateway.StoreAsync(1, Some.Sample(point, 1.5, 1));
        using var call = Subscribe(new SubscribeRequest { Points = { Some.Name("press-01/pressure") } });
        var reader = new SubscriptionReader(call);

        await reader.ReadUntilAsync(response => response.SnapshotComplete);
        Assert.Equal([("press-01/pressure", 1.5)], reader.Values);
        await _gateway.StoreAsync(2, Some.Sample(point, 2.5, 2), Some.Sample(point, 3.5, 3));
        await reader.ReadUntilAsync(_ => reader.Values.Count == 3);

        Assert.Equal([1.5, 2.5, 3.5], reader.Values.Select(value => value.Value));
        Assert.Equal("bar", Assert.Single(reader.Declarations).Unit);
    }

    [Fact]
    public async Task A_point_that_is_declared_later_joins_by_itself()
    {
        using var call = Subscribe(new SubscribeRequest { Parents = { Parent } });
        var reader = new SubscriptionReader(call);
        await reader.ReadUntilAsync(response => response.SnapshotComplete);
        Assert.Empty(reader.Values);

        await _gateway.StoreAsync(1, Some.Sample(_gateway.Point("press-02/force"), 7));
        await reader.ReadUntilAsync(_ => reader.Values.Count == 1);

        Assert.Equal([("press-02/force", 7)], reader.Values);
    }

    [Fact]
    public async Task Another_machines_values_are_not_told()
    {
        var mine = _gateway.Point("press-01/pressure");
        var other = _gateway.Point("press-02/pressure");
        await _gateway.StoreAsync(1, Some.Sample(mine, 1), Some.Sample(other, 2));
        using var call = Subscribe(new SubscribeRequest { Parents = { Parent + "/equipment/press-01" } });
        var reader = new SubscriptionReader(call);

        await reader.ReadUntilAsync(response => response.SnapshotComplete);
        await _gateway.StoreAsync(2, Some.Sample(other, 3, 1), Some.Sample(mine, 4, 1));
        await reader.ReadUntilAsync(_ => reader.Values.Count == 2);

        Assert.Equal([("press-01/pressure", 1), ("press-01/pressure", 4)], reader.Values);
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_loses_its_oldest_and_is_told_how_many()
    {
        const int Count = 200_000;
        var point = _gateway.Point("press-01/pressure");
        using var call = Subscribe(new SubscribeRequest { Parents = { Parent }, BufferSize = 100 });
        var reader = new SubscriptionReader(call);
        await reader.ReadUntilAsync(response => response.SnapshotComplete);

        for (var sequence = 1; sequence <= Count / 4_000; sequence++)
        {
            var first = (sequence - 1) * 4_000;
            await _gateway.StoreAsync(
                sequence, [.. Enumerable.Range(first, 4_000).Select(i => Some.Sample(point, i, i))]);
        }

        await reader.ReadUntilAsync(_ => reader.Values.Count > 0 && reader.Values[^1].Value == Count - 1);
        Assert.True(reader.Dropped > 0);
        Assert.Equal((ulong)Count, reader.Dropped + (ulong)reader.Values.Count);
        Assert.Equal(reader.Values.Order(), reader.Values);
    }

    [Fact]
    public async Task Changes_below_the_deadband_are_not_told_but_a_new_status_is()
    {
        var point = _gateway.Point("press-01/pressure");
        await _gateway.StoreAsync(1, Some.Sample(point, 10, 1));
        using var call = Subscribe(new SubscribeRequest { Parents = { Parent }, AbsoluteDeadband = 1 });
        var reader = new SubscriptionReader(call);
        await reader.ReadUntilAsync(response => response.SnapshotComplete);

        await _gateway.StoreAsync(
            2,
            Some.Sample(point, 10.5, 2),
            Some.Sample(point, 10.75, 3, status: 0x4000_0000),
            Some.Sample(point, 11, 4, status: 0x4000_0000),
            Some.Sample(point, 12.5, 5, status: 0x4000_0000));
        await reader.ReadUntilAsync(_ => reader.Values.Count == 3);

        Assert.Equal([10, 10.75, 12.5], reader.Values.Select(value => value.Value));
    }

    [Fact]
    public async Task Values_of_every_kind_arrive_as_they_were_sent()
    {
        Value[] values =
        [
            Value.Of(true), Value.Of((short)-3), Value.Of(ulong.MaxValue), Value.Of(1.25f), Value.Of(double.NaN), Value.Of("压力"),
            Value.Of((byte[])[1, 2]), Value.Of(Guid.Empty), Value.OfDateTime(Some.Start), Value.Null,
            Value.OfArray(new ArrayValue(Model.DataType.Int32, [Value.Of(1), Value.Of(2)])), Value.OfLocalizedText("zh", "压力"),
        ];
        var samples = values.Select((value, i) =>
            new Sample(_gateway.Point($"all/{i:00}"), value, 0, Some.Start, Some.Start)).ToArray();
        await _gateway.StoreAsync(1, samples);

        using var call = Subscribe(new SubscribeRequest { Parents = { Parent } });
        var reader = new SubscriptionReader(call);
        await reader.ReadUntilAsync(response => response.SnapshotComplete);

        Assert.Equal(values, reader.Rows.OrderBy(row => row.Path, StringComparer.Ordinal).Select(row => row.Value));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, double.NaN, 0)]
    [InlineData(1, 0, 10_001)]
    public async Task A_subscription_that_makes_no_sense_is_refused(int parents, double deadband, uint buffer)
    {
        var request = new SubscribeRequest { AbsoluteDeadband = deadband, BufferSize = buffer };
        request.Parents.AddRange(Enumerable.Repeat(Parent, parents));
        using var call = Subscribe(request);

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
    }

    [Fact]
    public async Task A_subscriber_that_leaves_is_forgotten()
    {
        var hub = _platform.Services.GetRequiredService<LiveHub>();
        using (var call = Subscribe(new SubscribeRequest { Parents = { Parent } }))
        {
            await new SubscriptionReader(call).ReadUntilAsync(response => response.SnapshotComplete);
            Assert.Equal(1, hub.SubscriberCount);
        }

        // The end of a call crosses the wire: the platform's stop waits for it.
        await _platform.StopAsync();
        Assert.Equal(0, hub.SubscriberCount);
    }

    private AsyncServerStreamingCall<SubscribeResponse> Subscribe(SubscribeRequest request) =>
        new TelemetryService.TelemetryServiceClient(_platform.Api()).Subscribe(request);
}
