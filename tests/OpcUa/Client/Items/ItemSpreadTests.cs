using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class ItemSpreadTests : IAsyncLifetime
{
    private readonly ScriptedChannel _channel = new();
    private readonly Dictionary<uint, HashSet<uint>> _atServer = [];
    private UaSession _session = null!; // made by InitializeAsync
    private int _roomPerSubscription = int.MaxValue;
    private int _roomAtServer = int.MaxValue;
    private int _subscriptionsAtServer = int.MaxValue;

    public async ValueTask InitializeAsync()
    {
        _session = await ScriptedChannel.OpenSessionAsync(_channel, new FakeTimeProvider());
        _channel.Script = Answer;
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact]
    public async Task What_one_subscription_refuses_in_the_middle_goes_into_the_next_and_that_is_remembered()
    {
        _roomPerSubscription = 30;
        var spread = Spread(1000);

        var results = await spread.AddAsync(Items(100), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(StatusCode.Good, result.Status));
        Assert.Equal(Enumerable.Range(1, 100), results.Select(result => (int)result.Item.ClientHandle));
        Assert.Equal([30, 30, 30, 10], _atServer.Values.Select(items => items.Count));
        Assert.Equal(30, _session.Learning.Learnt.MonitoredItemsPerSubscription);
    }

    [Fact]
    public async Task A_server_that_is_full_is_not_given_one_subscription_after_the_other()
    {
        _roomAtServer = 40;
        var spread = Spread(25);

        var results = await spread.AddAsync(Items(100), TestContext.Current.CancellationToken);

        Assert.Equal(40, results.Count(result => result.Status.IsGood));
        Assert.Equal(60, results.Count(result => result.Status == StatusCode.BadTooManyMonitoredItems));
        Assert.Equal(3, spread.Subscriptions.Count);
        Assert.Null(_session.Learning.Learnt.MonitoredItemsPerSubscription);
    }

    [Fact]
    public async Task What_was_refused_is_taken_when_there_is_room_again()
    {
        _roomAtServer = 40;
        var spread = Spread(25);
        var items = Items(50);
        var refused = (await spread.AddAsync(items, TestContext.Current.CancellationToken)).Where(result => result.Status.IsBad);

        _roomAtServer = 50;
        var again = await spread.RetryAsync([.. refused.Select(result => result.Item)], TestContext.Current.CancellationToken);

        Assert.Equal(10, again.Count);
        Assert.All(again, result => Assert.Equal(StatusCode.Good, result.Status));
        Assert.Equal(50, _atServer.Values.Sum(each => each.Count));
    }

    [Fact]
    public async Task Items_that_come_later_fill_the_room_that_there_is_and_those_that_go_make_room()
    {
        List<int> joined = [];
        var spread = Spread(30, (_, some) => joined.Add(some.Count));
        await spread.AddAsync(Items(50), TestContext.Current.CancellationToken);

        await spread.AddAsync(Items(15, first: 51), TestContext.Current.CancellationToken);
        Assert.Equal([30, 30, 5], _atServer.Values.Select(items => items.Count));

        await spread.RemoveAsync([1, 2, 3, 999], TestContext.Current.CancellationToken);
        var results = await spread.AddAsync(Items(4, first: 101), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(StatusCode.Good, result.Status));
        Assert.Equal([30, 30, 6], _atServer.Values.Select(items => items.Count));
        Assert.DoesNotContain(2u, _atServer[1]);
        Assert.Equal([10, 3, 1], joined);
    }

    [Fact]
    public async Task A_subscription_that_refuses_what_comes_later_is_passed_by()
    {
        _roomPerSubscription = 30;
        var spread = Spread(1000, (_, _) => { });
        await spread.AddAsync(Items(25), TestContext.Current.CancellationToken);

        var results = await spread.AddAsync(Items(20, first: 26), TestContext.Current.CancellationToken);

        Assert.All(results, result => Assert.Equal(StatusCode.Good, result.Status));
        Assert.Equal([30, 15], _atServer.Values.Select(items => items.Count));
    }

    [Fact]
    public async Task Items_whose_subscription_was_refused_are_taken_up_when_they_are_asked_for_again()
    {
        List<ISubscriptionHandler> unused = [];
        _roomPerSubscription = 25;
        _subscriptionsAtServer = 2;
        var spread = Spread(30, (_, _) => { }, unused.Add);
        var items = Items(60);

        var refused = await Assert.ThrowsAsync<UaException>(() => spread.AddAsync(items, TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.BadTooManySubscriptions, refused.Status);
        Assert.Equal([25, 25], _atServer.Values.Select(each => each.Count));
        Assert.Single(unused);
        await Assert.ThrowsAsync<UaException>(() => spread.RetryAsync(items, TestContext.Current.CancellationToken));
        Assert.Equal(2, unused.Count);

        _subscriptionsAtServer = 3;
        var again = await spread.RetryAsync(items, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 60), again.Select(result => (int)result.Item.ClientHandle).Order());
        Assert.All(again, result => Assert.Equal(StatusCode.Good, result.Status));
        Assert.Equal([25, 25, 10], _atServer.Values.Select(each => each.Count));
        Assert.Equal(2, unused.Count);
    }

    private static ItemRequest[] Items(int count, int first = 1) =>
        [.. Enumerable.Range(first, count).Select(handle => new ItemRequest((uint)handle, new NodeId((uint)handle, 1)) { QueueSize = 1 })];

    private ItemSpread Spread(
        int most, Action<ISubscriptionHandler, IReadOnlyList<ItemRequest>>? joining = null, Action<ISubscriptionHandler>? unused = null) => new(
        (handler, cancellationToken) => _session.SubscribeAsync(new UaSubscriptionOptions(), handler, cancellationToken),
        _ => Task.FromResult<UaSession?>(_session),
        most,
        _ => new Notes(),
        joining,
        unused);

    private ServiceResponse? Answer(ServiceRequest request)
    {
        switch (request)
        {
            case CreateSubscriptionRequest when _atServer.Count == _subscriptionsAtServer:
                return new ServiceFault { Header = new ResponseHeader { ServiceResult = StatusCode.BadTooManySubscriptions } };
            case CreateSubscriptionRequest:
                _atServer.Add((uint)_atServer.Count + 1, []);
                return new CreateSubscriptionResponse { SubscriptionId = (uint)_atServer.Count, RevisedPublishingInterval = 100, RevisedMaxKeepAliveCount = 10 };
            case CreateMonitoredItemsRequest items:
                return new CreateMonitoredItemsResponse
                {
                    Results = Array.ConvertAll(items.ItemsToCreate, item => Create(_atServer[items.SubscriptionId], item)),
                };
            case DeleteMonitoredItemsRequest items:
                return new DeleteMonitoredItemsResponse
                {
                    Results = Array.ConvertAll(
                        items.MonitoredItemIds,
                        id => _atServer[items.SubscriptionId].Remove(id) ? StatusCode.Good : StatusCode.BadMonitoredItemIdInvalid),
                };
            default:
                return null;
        }
    }

    private MonitoredItemCreateResult Create(HashSet<uint> present, MonitoredItemCreateRequest item)
    {
        if (present.Count >= _roomPerSubscription || _atServer.Values.Sum(items => items.Count) >= _roomAtServer)
        {
            return new MonitoredItemCreateResult(StatusCode.BadTooManyMonitoredItems, 0, 0, 0);
        }

        present.Add(item.ClientHandle);
        return new MonitoredItemCreateResult(StatusCode.Good, item.ClientHandle, 100, 1);
    }
}
