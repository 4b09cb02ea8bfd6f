using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class ItemCreationTests : IAsyncLifetime
{
    private readonly ScriptedChannel _channel = new();
    private readonly List<MonitoredItemCreateRequest> _created = [];
    private readonly List<MonitoredItemModifyRequest> _modified = [];
    private UaSession _session = null!; // made by InitializeAsync

    /// <summary>What the server makes of an item.</summary>
    private Func<MonitoredItemCreateRequest, MonitoredItemCreateResult> OnCreate { get; set; } =
        item => new MonitoredItemCreateResult(StatusCode.Good, item.ClientHandle + 100, item.SamplingInterval, item.QueueSize);

    public async ValueTask InitializeAsync()
    {
        _session = await ScriptedChannel.OpenSessionAsync(_channel, new FakeTimeProvider());
        _channel.Script = Answer;
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Theory]
    [InlineData(50, 500, 20)]
    [InlineData(100, 100, 2)]
    [InlineData(1000, 100, 2)]
    [InlineData(0, 100, 100)]
    [InlineData(30, 100, 8)]
    public async Task The_queue_has_room_for_twice_what_is_sampled_between_two_publishings(int sampling, int publishing, uint expected)
    {
        await CreateAsync(Item(1) with { SamplingInterval = TimeSpan.FromMilliseconds(sampling) }, publishing);

        Assert.Equal(expected, Assert.Single(_created).QueueSize);
        Assert.Empty(_modified);
    }

    [Fact]
    public async Task A_queue_that_is_asked_for_stays_as_long_whatever_the_server_revises()
    {
        OnCreate = item => new MonitoredItemCreateResult(StatusCode.Good, 7, 10, item.QueueSize);

        await CreateAsync(Item(1) with { SamplingInterval = TimeSpan.FromMilliseconds(100), QueueSize = 1 });

        Assert.Equal(1u, Assert.Single(_created).QueueSize);
        Assert.Empty(_modified);
    }

    [Fact]
    public async Task Where_the_server_samples_more_often_than_it_was_asked_the_queue_is_made_longer()
    {
        OnCreate = item => new MonitoredItemCreateResult(StatusCode.Good, item.ClientHandle + 100, 10, item.QueueSize);

        var result = await CreateAsync(Item(1) with { SamplingInterval = TimeSpan.FromMilliseconds(100), DiscardOldest = false });

        var modified = Assert.Single(_modified);
        Assert.Equal((101u, 1u, 100d, 20u, false),
            (modified.MonitoredItemId, modified.ClientHandle, modified.SamplingInterval, modified.QueueSize, modified.DiscardOldest));
        Assert.Equal(20u, result.RevisedQueueSize);
    }

    [Fact]
    public async Task A_server_that_cannot_change_items_keeps_them_as_they_are()
    {
        OnCreate = item => new MonitoredItemCreateResult(StatusCode.Good, 7, 10, item.QueueSize);
        _channel.Script = request => request is ModifyMonitoredItemsRequest ? null : Answer(request); // then it is not supported

        var result = await CreateAsync(Item(1) with { SamplingInterval = TimeSpan.FromMilliseconds(100) });

        Assert.Equal((StatusCode.Good, 2u), (result.Status, result.RevisedQueueSize));
    }

    [Theory]
    [InlineData(0x80440000)]
    [InlineData(0x80430000)]
    [InlineData(0x80450000)]
    [InlineData(0x808E0000)]
    public async Task An_item_whose_filter_is_refused_is_there_without_it_and_its_result_says_so(uint refusal)
    {
        OnCreate = item => item.Filter.IsNull
            ? new MonitoredItemCreateResult(StatusCode.Good, 7, item.SamplingInterval, item.QueueSize)
            : new MonitoredItemCreateResult(new StatusCode(refusal), 0, 0, 0);

        var result = await CreateAsync(Item(1) with { Deadband = Deadband.Percent(5) });

        Assert.Equal((StatusCode.Good, new StatusCode(refusal)), (result.Status, result.FilterStatus));
        Assert.Equal([false, true], _created.Select(item => item.Filter.IsNull));
    }

    [Fact]
    public async Task Only_the_items_whose_filter_is_refused_are_made_again()
    {
        OnCreate = item => item is { Filter.IsNull: false, ClientHandle: 2 }
            ? new MonitoredItemCreateResult(StatusCode.BadFilterNotAllowed, 0, 0, 0)
            : new MonitoredItemCreateResult(StatusCode.Good, item.ClientHandle, 0, 1);
        var subscription = await SubscribeAsync();

        var results = await subscription.CreateItemsAsync(
            [.. Enumerable.Range(1, 3).Select(handle => Item((uint)handle) with { Deadband = Deadband.Absolute(1), QueueSize = 1 })],
            TestContext.Current.CancellationToken);

        Assert.Equal([1u, 2u, 3u, 2u], _created.Select(item => item.ClientHandle));
        Assert.Equal([StatusCode.Good, StatusCode.BadFilterNotAllowed, StatusCode.Good], results.Select(result => result.FilterStatus));
        Assert.All(results, result => Assert.Equal(StatusCode.Good, result.Status));
    }

    [Fact]
    public async Task What_servers_do_by_themselves_is_not_asked_for()
    {
        await CreateAsync(Item(1));

        Assert.True(Assert.Single(_created).Filter.IsNull);
    }

    [Theory]
    [InlineData(DataChangeTrigger.Status)]
    [InlineData(DataChangeTrigger.StatusValue)]
    [InlineData(DataChangeTrigger.StatusValueTimestamp)]
    public async Task The_trigger_and_the_deadband_reach_the_server(DataChangeTrigger trigger)
    {
        await CreateAsync(Item(1) with { Trigger = trigger, Deadband = Deadband.Absolute(0.5) });

        Assert.Equal(
            new DataChangeFilter(trigger, 1, 0.5), DataChangeFilter.Decode(Assert.Single(_created).Filter, CodecLimits.Server));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void A_deadband_that_makes_no_sense_is_refused(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Deadband.Percent(percent));

    [Fact]
    public async Task Overflows_are_counted_for_each_item()
    {
        var notes = new Notes();
        var subscription = await SubscribeAsync(notes);
        await subscription.CreateItemsAsync([Item(1), Item(2)], TestContext.Current.CancellationToken);
        var posted = await _channel.NextPublishAsync();

        posted.Answer(new PublishResponse
        {
            SubscriptionId = 1,
            Notification = new NotificationMessage
            {
                SequenceNumber = 1,
                Data = [new DataChangeNotification([Value(1, 0x0480), Value(2, 0), Value(1, 0x0480), Value(2, 0x0080), Value(9, 0x0480)])],
            },
        });
        await notes.NextAsync();

        Assert.Equal([(1u, 2L), (2u, 0L)], subscription.Statistics.Select(item => (item.ClientHandle, item.Overflows)));
    }

    [Fact]
    public async Task Statistics_tell_what_the_server_made_of_each_item()
    {
        OnCreate = item => item.ClientHandle == 2
            ? new MonitoredItemCreateResult(StatusCode.BadNodeIdUnknown, 0, 0, 0)
            : new MonitoredItemCreateResult(StatusCode.Good, 5, 250, 3);
        var subscription = await SubscribeAsync();

        await subscription.CreateItemsAsync([Item(1), Item(2)], TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new ItemStatistics(1, Item(1).Node, StatusCode.Good, StatusCode.Good, TimeSpan.FromMilliseconds(250), 3, 0),
                new ItemStatistics(2, Item(2).Node, StatusCode.BadNodeIdUnknown, StatusCode.Good, TimeSpan.Zero, 0, 0),
            ],
            subscription.Statistics);
    }

    [Theory]
    [InlineData(0, 2000)]
    [InlineData(-1, 2000)]
    [InlineData(500, 500)]
    [InlineData(int.MaxValue, 100_000)]
    public async Task A_server_is_never_asked_for_as_many_notifications_as_it_likes(int wanted, uint asked)
    {
        uint? got = null;
        _channel.Script = request =>
        {
            got = (request as CreateSubscriptionRequest)?.MaxNotificationsPerPublish ?? got;
            return null;
        };

        await _session.SubscribeAsync(
            new UaSubscriptionOptions { MaxNotificationsPerPublish = wanted }, new Notes(), TestContext.Current.CancellationToken);

        Assert.Equal(asked, got);
    }

    [Fact]
    public async Task Links_name_the_items_by_the_servers_numbers_and_each_has_its_status()
    {
        var subscription = await SubscribeAsync();
        await subscription.CreateItemsAsync([Item(1), Item(2), Item(3)], TestContext.Current.CancellationToken);
        SetTriggeringRequest? asked = null;
        _channel.Script = request => (asked = request as SetTriggeringRequest) is null
            ? null
            : new SetTriggeringResponse { AddResults = [StatusCode.Good], RemoveResults = [StatusCode.BadMonitoredItemIdInvalid] };

        var statuses = await subscription.LinkAsync(1, add: [2, 99], remove: [3], TestContext.Current.CancellationToken);

        Assert.Equal([StatusCode.Good, StatusCode.BadMonitoredItemIdInvalid, StatusCode.BadMonitoredItemIdInvalid], statuses);
        Assert.NotNull(asked);
        Assert.Equal(101u, asked.TriggeringItemId);
        Assert.Equal([102u], asked.LinksToAdd);
        Assert.Equal([103u], asked.LinksToRemove);
    }

    private static ItemRequest Item(uint handle) => new(handle, new NodeId(handle, 1));

    private static MonitoredItemNotification Value(uint handle, uint status) =>
        new(handle, new DataValue(Variant.Of(1), new StatusCode(status)));

    private Task<UaSubscription> SubscribeAsync(Notes? notes = null, int publishing = 100) => _session.SubscribeAsync(
        new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(publishing) }, notes ?? new Notes(), TestContext.Current.CancellationToken);

    private async Task<ItemResult> CreateAsync(ItemRequest item, int publishing = 100)
    {
        var subscription = await SubscribeAsync(publishing: publishing);
        return Assert.Single(await subscription.CreateItemsAsync([item], TestContext.Current.CancellationToken));
    }

    private ServiceResponse? Answer(ServiceRequest request)
    {
        switch (request)
        {
            case CreateMonitoredItemsRequest items:
                _created.AddRange(items.ItemsToCreate);
                return new CreateMonitoredItemsResponse { Results = Array.ConvertAll(items.ItemsToCreate, item => OnCreate(item)) };
            case ModifyMonitoredItemsRequest items:
                _modified.AddRange(items.ItemsToModify);
                return new ModifyMonitoredItemsResponse
                {
                    Results = Array.ConvertAll(items.ItemsToModify, item => new MonitoredItemModifyResult(StatusCode.Good, item.SamplingInterval, item.QueueSize)),
                };
            default:
                return null;
        }
    }
}
