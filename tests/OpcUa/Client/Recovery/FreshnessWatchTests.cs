using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Recovery;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Recovery;

public sealed class FreshnessWatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly ItemRequest Item = new(1, new NodeId("one", 1));
    private static readonly float[] Axes = [1, 2];

    private readonly FakeTimeProvider _time = new();
    private readonly FreshnessWatch _watch;

    public FreshnessWatchTests() => _watch = new FreshnessWatch(Limit, _time);

    [Fact]
    public void An_item_whose_value_rests_is_not_dead_and_is_asked_again_only_after_another_while()
    {
        Report(Variant.OfArray(BuiltInType.Float, Axes));
        Pass(11);
        Assert.Equal([1u], _watch.Silent(10));

        Assert.False(IsDead(Variant.OfArray(BuiltInType.Float, Axes.ToArray())));
        Assert.Empty(_watch.Silent(10));
    }

    [Fact]
    public void An_item_that_has_not_reported_what_is_there_is_dead_the_second_time()
    {
        Report(Variant.Of(1));
        Pass(11);

        Assert.False(IsDead(Variant.Of(2)));
        Pass(1);
        Assert.True(IsDead(Variant.Of(2)));
    }

    [Fact]
    public void A_report_that_was_on_its_way_saves_the_item()
    {
        Report(Variant.Of(1));
        Pass(11);
        Assert.False(IsDead(Variant.Of(2)));

        _watch.Heard([new MonitoredItemNotification(1, new DataValue(Variant.Of(2)))]);

        Assert.False(IsDead(Variant.Of(3)));
        Pass(11);
        Assert.False(IsDead(Variant.Of(3)));
    }

    [Fact]
    public void An_item_that_never_reported_is_dead_too()
    {
        _watch.Expect(1);
        Pass(11);

        Assert.False(IsDead(Variant.Of(2)));
        Assert.True(IsDead(Variant.Of(2)));
    }

    [Fact]
    public void Within_a_deadband_values_may_differ()
    {
        Report(Variant.Of(1.0));
        Pass(11);

        Assert.False(_watch.IsDead(Item with { Deadband = Deadband.Absolute(5) }, new DataValue(Variant.Of(2.0))));
        Assert.Empty(_watch.Silent(10));
    }

    [Fact]
    public async Task A_dead_item_is_made_anew_and_reported()
    {
        await using var client = new RecoveringClient(new ModelServer());
        await client.LiveAsync();
        await client.SubscribeAsync(TimeSpan.FromSeconds(2), Item);
        List<uint> created = [];
        client.Server.Script = request =>
        {
            created.AddRange(request is CreateMonitoredItemsRequest items ? items.ItemsToCreate.Select(item => item.ClientHandle) : []);
            return request switch
            {
                ReadRequest read => new ReadResponse { Results = [.. read.NodesToRead.Select(_ => new DataValue(Variant.Of(7)))] },
                DeleteMonitoredItemsRequest delete => new DeleteMonitoredItemsResponse { Results = new StatusCode[delete.MonitoredItemIds.Length] },
                _ => null,
            };
        };

        var renewed = client.Notes.NextAsync().AsTask();
        while (!renewed.IsCompleted)
        {
            client.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("item 1 anew: Good", await renewed);
        Assert.Equal([1u], created);
    }

    [Fact]
    public async Task A_dead_item_that_the_server_would_not_give_up_is_still_wanted_and_given_up_and_made_anew_later()
    {
        await using var client = new RecoveringClient(new ModelServer());
        await client.LiveAsync();
        var subscription = await client.SubscribeAsync(TimeSpan.FromSeconds(2), Item);
        var refused = new TaskCompletionSource<uint>();
        List<uint> deleted = [];
        client.Server.Script = request => request switch
        {
            ReadRequest read => new ReadResponse { Results = [.. read.NodesToRead.Select(_ => new DataValue(Variant.Of(7)))] },
            DeleteMonitoredItemsRequest delete when refused.TrySetResult(delete.MonitoredItemIds[0]) => ModelServer.Fault(StatusCode.BadTooManyOperations),
            DeleteMonitoredItemsRequest delete => Delete(delete),
            _ => null,
        };
        DeleteMonitoredItemsResponse Delete(DeleteMonitoredItemsRequest delete)
        {
            deleted.AddRange(delete.MonitoredItemIds);
            return new() { Results = new StatusCode[delete.MonitoredItemIds.Length] };
        }

        var renewed = client.Notes.NextAsync().AsTask();
        while (!renewed.IsCompleted)
        {
            Assert.Single(subscription.Statistics);
            client.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("item 1 anew: Good", await renewed);
        Assert.Equal([await refused.Task], deleted);
    }

    [Fact]
    public async Task Dead_items_whose_line_breaks_while_they_are_given_up_are_in_the_next_life()
    {
        await using var client = new RecoveringClient(new ModelServer());
        await client.LiveAsync();
        var subscription = await client.SubscribeAsync(TimeSpan.FromSeconds(2), Item);
        client.Server.Script = request =>
        {
            if (request is DeleteMonitoredItemsRequest)
            {
                client.Server.Script = _ => null;
                client.Server.Restart(nextSubscription: 50);
                return ModelServer.Fault(StatusCode.BadConnectionClosed);
            }

            return request is ReadRequest read ? new ReadResponse { Results = [.. read.NodesToRead.Select(_ => new DataValue(Variant.Of(7)))] } : null;
        };

        var renewed = client.Notes.NextAsync().AsTask();
        while (!renewed.IsCompleted)
        {
            client.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("renewed Good", await renewed);
        Assert.Single(subscription.Statistics);
    }

    private void Report(Variant value)
    {
        _watch.Expect(1);
        _watch.Heard([new MonitoredItemNotification(1, new DataValue(value))]);
    }

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private bool IsDead(Variant present) => _watch.IsDead(Item, new DataValue(present));
}
