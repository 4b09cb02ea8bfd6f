using System.Collections.Concurrent;
using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Events;

public sealed class ConditionWatchTests
{
    private readonly Channel<CallMethodRequest> _calls = Channel.CreateBounded<CallMethodRequest>(100);

    [Theory]
    [InlineData("gap")]
    [InlineData("renewal")]
    [InlineData("full queue")]
    [InlineData("the server's wish")]
    public async Task Whenever_events_may_be_lost_the_server_is_asked_for_a_refresh_of_the_subscription(string why)
    {
        await using var line = await WatchAsync();

        await (why switch
        {
            "gap" => line.Watch.OnGapAsync(new NotificationGap(line.Subscription, 1, 1), TestContext.Current.CancellationToken),
            "renewal" => line.Watch.OnRenewedAsync(line.Subscription, [], TestContext.Current.CancellationToken),
            "full queue" => line.TakeAsync(Some.Event(EventTypes.QueueOverflow)),
            _ => line.TakeAsync(Some.Event(EventTypes.RefreshRequired)),
        });
        var call = await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((new NodeId(2782), new NodeId(3875)), (call.ObjectId, call.MethodId));
        Assert.Equal([Variant.Of(line.Subscription.Id)], call.InputArguments);
    }

    [Fact]
    public async Task A_condition_that_a_refresh_does_not_bring_is_gone_and_announced()
    {
        await using var line = await WatchAsync();
        List<NodeId?> swept = [];
        line.Watch.Swept += gone => swept.Add(gone.ConditionId);

        await line.TakeAsync(
            Some.Condition(1, retain: true),
            Some.Condition(2, retain: true),
            Some.Event(EventTypes.RefreshStart),
            Some.Condition(2, retain: true),
            Some.Event(EventTypes.RefreshEnd));

        Assert.Equal([new NodeId(1, 1)], swept);
        Assert.Equal(new NodeId(2, 1), Assert.Single(line.Watch.Conditions.Present).ConditionId);
    }

    [Fact]
    public async Task A_refresh_that_is_refused_because_one_is_under_way_is_asked_for_again()
    {
        var refusals = 1;
        await using var line = await WatchAsync(() => refusals-- > 0 ? StatusCode.BadRefreshInProgress : StatusCode.Good);
        line.Watch.Refresh(line.Subscription);
        await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

        var again = _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        while (!again.IsCompleted)
        {
            line.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(new NodeId(3875), (await again).MethodId);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(5)]
    [InlineData(0)]
    public async Task A_server_whose_queue_each_refresh_fills_is_asked_for_one_no_more_often_than_after_a_rest(int seconds)
    {
        var rest = TimeSpan.FromSeconds(seconds);
        ConcurrentQueue<DateTimeOffset> asked = [];
        Line line = null!; // made with what asks for it
        await using var closing = line = await WatchAsync(
            () =>
            {
                asked.Enqueue(line.Time.GetUtcNow());
                return StatusCode.Good;
            },
            rest);

        for (var refreshes = 0; refreshes < 4;)
        {
            await line.TakeAsync(Some.Event(EventTypes.QueueOverflow));
            line.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
            refreshes += _calls.Reader.TryRead(out _) ? 1 : 0;
        }

        DateTimeOffset[] times = [.. asked];
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= rest));
    }

    [Fact]
    public async Task A_refresh_rests_a_minute_when_nothing_is_said_and_no_longer_than_an_hour()
    {
        await using var line = await WatchAsync();

        Assert.Equal(TimeSpan.FromMinutes(1), line.Watch.RefreshRest);
        Assert.Throws<ArgumentOutOfRangeException>(() => WatchOf(line, TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => WatchOf(line, TimeSpan.FromHours(1) + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public async Task Acknowledging_names_the_condition_its_event_and_the_comment()
    {
        await using var line = await WatchAsync();
        var methods = new ConditionMethods(line.Session);

        await methods.AcknowledgeAsync(new NodeId(5, 1), [1, 2], new LocalizedText("seen"), TestContext.Current.CancellationToken);
        var call = await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((new NodeId(5, 1), new NodeId(9111)), (call.ObjectId, call.MethodId));
        Assert.Equal([Variant.Of([1, 2]), Variant.Of(new LocalizedText("seen"))], call.InputArguments);
    }

    [Fact]
    public async Task A_refusal_of_a_method_comes_with_the_servers_status()
    {
        await using var line = await WatchAsync(() => StatusCode.BadEventIdUnknown);

        var refusal = await Assert.ThrowsAsync<UaException>(() => new ConditionMethods(line.Session)
            .ConfirmAsync(new NodeId(5, 1), [1], default, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadEventIdUnknown, refusal.Status);
    }

    [Fact]
    public async Task A_message_with_values_and_events_is_acknowledged_with_the_last_of_its_batches()
    {
        var (channel, session) = await Some.SessionAsync(_ => null);
        await using var closing = session;
        var live = new LiveSubscription(session, 1, new CreateSubscriptionResponse { SubscriptionId = 1 });
        var handler = new Silent();
        var delivery = new NotificationDelivery(new UaSubscription(new UaSubscriptionOptions(), handler), live, handler);
        List<SubscriptionAcknowledgement> acknowledged = [];

        await delivery.TakeAsync(
            new PublishResponse
            {
                SubscriptionId = 1,
                Notification = new NotificationMessage
                {
                    SequenceNumber = 1,
                    Data = [new DataChangeNotification([]), new EventNotificationList([Some.Condition(1, retain: true)])],
                },
            },
            TestContext.Current.CancellationToken);
        live.Acknowledge(1);
        live.TakeAcknowledgements(acknowledged, 10);
        Assert.Empty(acknowledged);
        live.Acknowledge(1);
        live.TakeAcknowledgements(acknowledged, 10);

        Assert.Equal([new SubscriptionAcknowledgement(1, 1)], acknowledged);
        Assert.Equal(["values", "1 events"], handler.Taken);
        Assert.False(channel.Ended.IsCompleted);
    }

    private async Task<Line> WatchAsync(Func<StatusCode>? answer = null, TimeSpan? rest = null)
    {
        var (_, session) = await Some.SessionAsync(request =>
        {
            if (request is not CallRequest call)
            {
                return null;
            }

            _calls.Writer.TryWrite(call.MethodsToCall[0]);
            return new CallResponse { Results = [new CallMethodResult { Status = answer?.Invoke() ?? StatusCode.Good }] };
        });
        return await Line.OpenAsync(session, rest);
    }

    private static ConditionWatch WatchOf(Line line, TimeSpan rest) =>
        new(EventSelection.Everything, new Silent(), _ => Task.FromResult(line.Session), line.Time) { RefreshRest = rest };

    private sealed class Line : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        private Line(UaSession session, UaSubscription subscription, TimeSpan? rest)
        {
            Session = session;
            Subscription = subscription;
            Watch = rest is { } given
                ? new ConditionWatch(EventSelection.Everything, new Silent(), _ => Task.FromResult(session), Time) { RefreshRest = given }
                : new ConditionWatch(EventSelection.Everything, new Silent(), _ => Task.FromResult(session), Time);
            _running = Watch.RunAsync(_stop.Token);
        }

        public UaSession Session { get; }

        public UaSubscription Subscription { get; }

        public FakeTimeProvider Time { get; } = new();

        public ConditionWatch Watch { get; }

        public static async Task<Line> OpenAsync(UaSession session, TimeSpan? rest) => new(
            session, await session.SubscribeAsync(new UaSubscriptionOptions(), new Silent(), TestContext.Current.CancellationToken), rest);

        public ValueTask TakeAsync(params EventFieldList[] events) =>
            Watch.OnEventsAsync(Some.Batch(Subscription, events), TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
            await Session.DisposeAsync();
            _stop.Dispose();
        }
    }

    /// <summary>Takes everything and acknowledges nothing.</summary>
    private sealed class Silent : ISubscriptionHandler
    {
        public List<string> Taken { get; } = [];

        public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
        {
            Taken.Add("values");
            return ValueTask.CompletedTask;
        }

        public ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            Taken.Add($"{batch.Events.Length} events");
            return ValueTask.CompletedTask;
        }

        public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
