using CsCheck;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Subscriptions;

public sealed class NotificationDeliveryTests
{
    private enum Fate
    {
        Arrives,
        ArrivesTwice,
        IsLostOnTheWay,
        IsLostForGood,
    }

    [Fact]
    public Task Whatever_happens_on_the_way_every_message_is_delivered_once_in_order_or_announced_as_lost()
    {
        var message = Gen.Select(Gen.Enum<Fate>(), Gen.Bool);
        var start = Gen.OneOf(Gen.Const(1u), Gen.UInt[uint.MaxValue - 10, uint.MaxValue]);
        return Gen.Select(start, message.List[0, 30]).SampleAsync(async (first, fates) =>
        {
            await using var line = await Line.OpenAsync(first);
            List<string> expected = [];
            var number = first;
            foreach (var (fate, keepAliveFollows) in fates)
            {
                expected.Add(fate == Fate.IsLostForGood ? $"{number}: lost" : $"{number}: {number}");
                line.Kept[number] = fate != Fate.IsLostForGood;
                var arrivals = fate switch { Fate.Arrives => 1, Fate.ArrivesTwice => 2, _ => 0 };
                for (var i = 0; i < arrivals; i++)
                {
                    await line.TakeAsync(Line.Message(number));
                }

                number = SequenceTracker.After(number);
                if (keepAliveFollows)
                {
                    await line.TakeAsync(Line.KeepAlive(number));
                }
            }

            await line.TakeAsync(Line.KeepAlive(number));

            return line.Notes.Taken().SequenceEqual(expected);
        });
    }

    [Fact]
    public async Task A_message_whose_handler_failed_is_asked_for_again()
    {
        await using var line = await Line.OpenAsync(1);
        line.Kept[1] = true;
        line.Notes.OnMessage = _ => throw new InvalidOperationException("the disk is full");
        await Assert.ThrowsAsync<InvalidOperationException>(() => line.TakeAsync(Line.Message(1)).AsTask());

        line.Notes.OnMessage = _ => ValueTask.CompletedTask;
        await line.TakeAsync(Line.Message(2));

        Assert.Equal(["1: 1", "2: 2"], line.Notes.Taken());
    }

    [Fact]
    public async Task Of_a_very_long_gap_only_those_are_asked_for_that_the_server_says_it_has()
    {
        await using var line = await Line.OpenAsync(1);
        line.Kept[1_999_998] = line.Kept[1_999_999] = true;
        var late = Line.Message(2_000_000, available: [1_999_999, 1_999_998, 0, 7]);
        var gaps = new GapHandler();

        await line.DeliverTo(gaps).TakeAsync(late, TestContext.Current.CancellationToken);

        Assert.Equal([(1u, 1_999_997u)], gaps.Gaps);
        Assert.Equal(3, line.Asked); // 7, which it does not have after all, and the last two
        Assert.Equal(3, gaps.Messages);
    }

    [Fact]
    public async Task A_message_with_the_number_zero_is_refused()
    {
        await using var line = await Line.OpenAsync(1);

        var refusal = await Assert.ThrowsAsync<UaException>(() => line.TakeAsync(Line.Message(0)).AsTask());

        Assert.Equal(StatusCode.BadSequenceNumberInvalid, refusal.Status);
    }

    [Fact]
    public async Task A_server_that_gives_another_message_than_was_asked_for_is_not_believed()
    {
        await using var line = await Line.OpenAsync(1);
        line.Answers = _ => new RepublishResponse { Notification = Line.Message(9).Notification };

        await line.TakeAsync(Line.Message(2));

        Assert.Equal(["1: lost", "2: 2"], line.Notes.Taken());
    }

    [Fact]
    public async Task The_subscriptions_end_is_reported()
    {
        await using var line = await Line.OpenAsync(1);
        var end = new NotificationMessage { SequenceNumber = 1, Data = [new StatusChangeNotification(StatusCode.BadTimeout)] };

        var status = await line.TakeAsync(new PublishResponse { SubscriptionId = 1, Notification = end });

        Assert.Equal(StatusCode.BadTimeout, status);
    }

    /// <summary>node-opcua keeps what it told the session before among the subscription's messages, and gives it again to the one after.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_of_which_the_session_before_was_told_is_not_the_subscriptions_end(bool isListed)
    {
        await using var line = await Line.OpenAsync(1);
        var transferred = new NotificationMessage { SequenceNumber = 1, Data = [new StatusChangeNotification(StatusCode.GoodSubscriptionTransferred)] };
        line.Answers = number => number switch
        {
            1 => new RepublishResponse { Notification = transferred },
            2 => new RepublishResponse { Notification = Line.Message(2).Notification },
            _ => null,
        };

        var end = await line.CatchUpAsync(isListed ? [1, 2] : null);

        Assert.Null(end);
        Assert.Equal(["2: 2"], line.Notes.Taken());
    }

    /// <summary>A subscription whose Republish is answered from <see cref="Kept"/>.</summary>
    private sealed class Line : IAsyncDisposable
    {
        private readonly UaSession _session;
        private readonly UaSubscription _subscription;
        private readonly LiveSubscription _live;
        private readonly NotificationDelivery _delivery;

        private Line(UaSession session, uint first)
        {
            _session = session;
            _subscription = new UaSubscription(new UaSubscriptionOptions(), Notes);
            _live = new LiveSubscription(session, 1, new CreateSubscriptionResponse { SubscriptionId = 1 });
            _live.Sequence.SkipTo(first);
            _delivery = DeliverTo(Notes);
            Answers = number => Kept.GetValueOrDefault(number) ? new RepublishResponse { Notification = Message(number).Notification } : null;
        }

        public Notes Notes { get; } = new();

        public Dictionary<uint, bool> Kept { get; } = [];

        public Func<uint, RepublishResponse?> Answers { get; set; }

        public int Asked { get; private set; }

        public static async Task<Line> OpenAsync(uint first)
        {
            var channel = new ScriptedChannel();
            var line = new Line(await ScriptedChannel.OpenSessionAsync(channel, new FakeTimeProvider()), first);
            channel.Script = request => request is RepublishRequest asked ? line.Republish(asked.RetransmitSequenceNumber) : null;
            return line;
        }

        public static PublishResponse Message(uint number, params uint[] available) => new()
        {
            SubscriptionId = 1,
            AvailableSequenceNumbers = available,
            Notification = new NotificationMessage
            {
                SequenceNumber = number,
                Data = [new DataChangeNotification([new MonitoredItemNotification(1, new DataValue(Variant.Of(number)))])],
            },
        };

        public static PublishResponse KeepAlive(uint next) =>
            new() { SubscriptionId = 1, Notification = new NotificationMessage { SequenceNumber = next } };

        public NotificationDelivery DeliverTo(ISubscriptionHandler handler) => new(_subscription, _live, handler);

        public ValueTask<StatusCode?> TakeAsync(PublishResponse response) =>
            _delivery.TakeAsync(response, TestContext.Current.CancellationToken);

        public ValueTask<StatusCode?> CatchUpAsync(uint[]? available) => _delivery.CatchUpAsync(available, TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => _session.DisposeAsync();

        private RepublishResponse? Republish(uint number)
        {
            Asked++;
            return Answers(number);
        }
    }

    private sealed class GapHandler : ISubscriptionHandler
    {
        public List<(uint First, uint Count)> Gaps { get; } = [];

        public int Messages { get; private set; }

        public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
        {
            Messages++;
            return ValueTask.CompletedTask;
        }

        public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
        {
            Gaps.Add((gap.FirstSequenceNumber, gap.Count));
            return ValueTask.CompletedTask;
        }

        public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }
}
