using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Services;

public sealed class SubscriptionServiceTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly ServerLimits _limits = new() { MaxPublishRequests = 2 };
    private readonly SubscriptionService _service;
    private readonly VariableNode _variable;

    public SubscriptionServiceTests()
    {
        _service = new SubscriptionService(_limits, new SubscriptionRegistry(_limits), _time);
        _variable = _space.AddVariable(_space.Objects, new NodeId("v", 1), "v", BuiltInType.Int32, new DataValue(Variant.Of(0)));
    }

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task A_waiting_request_is_answered_when_the_interval_is_over()
    {
        var id = Subscribe();

        var answer = _service.PublishAsync(new PublishRequest());
        Assert.False(answer.IsCompleted);
        _time.Advance(Interval);

        var response = await answer;
        Assert.Equal(id, response.SubscriptionId);
        Assert.Equal([1u], response.AvailableSequenceNumbers);
        Assert.Equal(0, Change(response));
    }

    [Fact]
    public async Task Data_that_waits_for_a_request_goes_out_at_once()
    {
        Subscribe();
        _time.Advance(Interval);

        Assert.Equal(0, Change(await _service.PublishAsync(new PublishRequest())));
    }

    [Fact]
    public async Task An_acknowledged_message_is_gone_and_an_unknown_one_is_told()
    {
        var id = Subscribe();
        _time.Advance(Interval);
        await _service.PublishAsync(new PublishRequest());
        _variable.Set(new DataValue(Variant.Of(1)));
        _time.Advance(Interval);

        var response = await _service.PublishAsync(new PublishRequest
        {
            Acknowledgements = [new(id, 1), new(id, 1), new(id + 1, 1)],
        });

        Assert.Equal([StatusCode.Good, StatusCode.BadSequenceNumberUnknown, StatusCode.BadSubscriptionIdInvalid], response.Results);
        Assert.Equal([2u], response.AvailableSequenceNumbers);
        Assert.Equal(
            StatusCode.BadMessageNotAvailable,
            Assert.Throws<UaException>(() => _service.Republish(
                new RepublishRequest { SubscriptionId = id, RetransmitSequenceNumber = 1 })).Status);
    }

    [Fact]
    public async Task One_request_too_many_sends_the_oldest_back()
    {
        Subscribe();
        var oldest = _service.PublishAsync(new PublishRequest());
        _ = _service.PublishAsync(new PublishRequest());
        _ = _service.PublishAsync(new PublishRequest());

        Assert.Equal(StatusCode.BadTooManyPublishRequests, (await oldest).Header.ServiceResult);
    }

    [Fact]
    public void Without_a_subscription_there_is_nothing_to_wait_for() =>
        Assert.Equal(
            StatusCode.BadNoSubscription,
            Assert.Throws<UaException>(() => { _ = _service.PublishAsync(new PublishRequest()); }).Status);

    [Fact]
    public async Task The_end_of_the_last_subscription_sends_requests_back()
    {
        var id = Subscribe();
        var waiting = _service.PublishAsync(new PublishRequest());

        _service.Delete(new DeleteSubscriptionsRequest { SubscriptionIds = [id] });

        Assert.Equal(StatusCode.BadNoSubscription, (await waiting).Header.ServiceResult);
    }

    [Fact]
    public void A_subscription_that_nobody_asks_for_ends_after_its_lifetime()
    {
        var id = Subscribe(lifetime: 6, keepAlive: 2);

        for (var i = 0; i < 6; i++)
        {
            _time.Advance(Interval);
        }

        Assert.Equal(StatusCode.BadSubscriptionIdInvalid, Assert.Throws<UaException>(() => _service.Get(id)).Status);
    }

    [Fact]
    public void A_bad_item_costs_that_item()
    {
        var id = _service.Create(new CreateSubscriptionRequest { RequestedPublishingInterval = 100 }).SubscriptionId;

        var results = Items().Create(new CreateMonitoredItemsRequest
        {
            SubscriptionId = id,
            ItemsToCreate =
            [
                new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(new NodeId("unknown", 1)) },
                new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(_variable.Id), QueueSize = 0 },
            ],
        }).Results;

        Assert.Equal(StatusCode.BadNodeIdUnknown, results[0].Status);
        Assert.Equal(StatusCode.Good, results[1].Status);
        Assert.Equal(1u, results[1].RevisedQueueSize);
    }

    private uint Subscribe(uint lifetime = 30, uint keepAlive = 10)
    {
        var id = _service.Create(new CreateSubscriptionRequest
        {
            RequestedPublishingInterval = Interval.TotalMilliseconds,
            RequestedLifetimeCount = lifetime,
            RequestedMaxKeepAliveCount = keepAlive,
        }).SubscriptionId;
        Items().Create(new CreateMonitoredItemsRequest
        {
            SubscriptionId = id,
            ItemsToCreate = [new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(_variable.Id) }],
        });
        return id;
    }

    private MonitoredItemService Items() => new(_space, _service, _limits, new CodecLimits());

    private static int Change(PublishResponse response) =>
        (int)((DataChangeNotification)response.Notification.Data.Single()).Items.Span[0].Value.Value.AsInt64();
}
