using CsCheck;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Subscriptions;

public sealed class SubscriptionTests
{
    private const uint Overflow = 0x0480;

    private readonly AddressSpace _space = new("urn:test:plant");
    private readonly VariableNode _variable;

    public SubscriptionTests() =>
        _variable = _space.AddVariable(_space.Objects, new NodeId("v", 1), "v", BuiltInType.Int32, Value(0));

    [Fact]
    public void An_item_begins_with_the_value_that_is_there_and_reports_every_change_in_order()
    {
        var subscription = New();
        subscription.Add(_variable, Item(queueSize: 10));

        _variable.Set(Value(1));
        _variable.Set(Value(1));
        _variable.Set(Value(2));

        Assert.Equal([0, 1, 2], Changes(Next(subscription)!));
    }

    [Fact]
    public void A_full_queue_loses_the_oldest_and_marks_the_next()
    {
        var subscription = New();
        subscription.Add(_variable, Item(queueSize: 3));

        foreach (var value in Enumerable.Range(1, 5))
        {
            _variable.Set(Value(value));
        }

        var message = Next(subscription)!;
        Assert.Equal([3, 4, 5], Changes(message));
        Assert.Equal([Overflow, 0u, 0u], Statuses(message));
    }

    [Fact]
    public void A_full_queue_that_keeps_the_oldest_replaces_and_marks_the_last()
    {
        var subscription = New();
        subscription.Add(_variable, Item(queueSize: 3, discardOldest: false));

        foreach (var value in Enumerable.Range(1, 5))
        {
            _variable.Set(Value(value));
        }

        var message = Next(subscription)!;
        Assert.Equal([0, 1, 5], Changes(message));
        Assert.Equal([0u, 0u, Overflow], Statuses(message));
    }

    [Fact]
    public void A_queue_of_one_holds_the_newest_and_is_never_marked()
    {
        var subscription = New();
        subscription.Add(_variable, Item(queueSize: 1));

        _variable.Set(Value(7));

        var message = Next(subscription)!;
        Assert.Equal([7], Changes(message));
        Assert.Equal([0u], Statuses(message));
    }

    [Fact]
    public void The_first_message_goes_out_after_one_interval_even_without_data()
    {
        var subscription = New();

        var message = Next(subscription);

        Assert.True(message!.Message.IsKeepAlive);
        Assert.Equal(1u, message.Message.SequenceNumber);
    }

    [Fact]
    public void A_keep_alive_carries_the_next_number_and_does_not_use_it_up()
    {
        var subscription = New(keepAlive: 2);
        subscription.Add(_variable, Item());
        Next(subscription);

        Assert.Null(Next(subscription));
        var keepAlive = Next(subscription);
        _variable.Set(Value(1));
        var data = Next(subscription);

        Assert.True(keepAlive!.Message.IsKeepAlive);
        Assert.Equal(2u, keepAlive.Message.SequenceNumber);
        Assert.Equal(2u, data!.Message.SequenceNumber);
    }

    [Fact]
    public void What_does_not_fit_into_a_message_follows_at_once()
    {
        var subscription = New(perPublish: 2);
        subscription.Add(_variable, Item(queueSize: 10));
        foreach (var value in Enumerable.Range(1, 4))
        {
            _variable.Set(Value(value));
        }

        subscription.Tick(isAsked: true);
        var messages = Enumerable.Range(0, 3).Select(_ => subscription.Take(default)!).ToArray();

        Assert.Equal([true, true, false], messages.Select(message => message.MoreNotifications));
        Assert.Equal([0, 1, 2, 3, 4], messages.SelectMany(Changes));
        Assert.Null(subscription.Take(default));
    }

    [Fact]
    public void A_message_can_be_had_again_until_it_is_acknowledged()
    {
        var subscription = New();
        subscription.Add(_variable, Item());
        var sent = Next(subscription)!.Message;

        Assert.Same(sent, subscription.FindSent(sent.SequenceNumber));
        Assert.True(subscription.Acknowledge(sent.SequenceNumber));
        Assert.False(subscription.Acknowledge(sent.SequenceNumber));
        Assert.Null(subscription.FindSent(sent.SequenceNumber));
        Assert.Empty(subscription.AvailableSequenceNumbers);
    }

    [Fact]
    public void Messages_kept_for_Republish_are_bounded()
    {
        var subscription = New(retransmissions: 2);
        subscription.Add(_variable, Item());
        foreach (var value in Enumerable.Range(1, 4))
        {
            _variable.Set(Value(value));
            Next(subscription);
        }

        Assert.Equal([3u, 4u], subscription.AvailableSequenceNumbers);
    }

    [Fact]
    public void It_ends_when_nobody_asks_for_its_lifetime()
    {
        var subscription = New(keepAlive: 1, lifetime: 3);

        for (var i = 0; i < 2; i++)
        {
            subscription.Tick(isAsked: false);
        }

        Assert.False(subscription.HasExpired);
        subscription.Tick(isAsked: false);
        Assert.True(subscription.HasExpired);
    }

    [Fact]
    public void While_publishing_is_off_only_keep_alives_go_out_and_nothing_is_forgotten()
    {
        var subscription = New(keepAlive: 1);
        subscription.Modify(subscription.Settings with { PublishingEnabled = false });
        subscription.Add(_variable, Item());

        Assert.True(Next(subscription)!.Message.IsKeepAlive);
        subscription.Modify(subscription.Settings with { PublishingEnabled = true });
        Assert.Equal([0], Changes(Next(subscription)!));
    }

    [Fact]
    public void Whatever_is_set_and_removed_each_item_reports_its_own_values_once_and_in_order() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 200].Sample(steps =>
        {
            var space = new AddressSpace("urn:test:plant");
            var variables = Enumerable.Range(0, 4).Select(i =>
                space.AddVariable(space.Objects, new NodeId((uint)i + 1, 1), $"v{i}", BuiltInType.Int32, Value(0))).ToArray();
            var subscription = New(perPublish: 3);
            var items = variables.Select((variable, i) =>
                (MonitoredItem?)subscription.Add(variable, Item(queueSize: 1000, handle: (uint)i))).ToArray();
            var expected = variables.Select(_ => new List<int> { 0 }).ToArray();
            var actual = variables.Select(_ => new List<int>()).ToArray();
            var next = 1;

            foreach (var (which, action) in steps)
            {
                switch (action)
                {
                    case 5 when items[which] is { } item:
                        subscription.Remove(item.Id);
                        items[which] = null;
                        break;
                    case 4:
                        Drain(subscription, actual, one: true);
                        break;
                    default:
                        variables[which].Set(Value(next));
                        expected[which].Add(next++);
                        break;
                }
            }

            Drain(subscription, actual, one: false);
            return variables.Index().All(variable => items[variable.Index] is null
                ? expected[variable.Index].Take(actual[variable.Index].Count).SequenceEqual(actual[variable.Index])
                : expected[variable.Index].SequenceEqual(actual[variable.Index]));
        }, iter: 300);

    private static void Drain(Subscription subscription, List<int>[] into, bool one)
    {
        subscription.Tick(isAsked: true);
        while (subscription.Take(default) is { } message)
        {
            foreach (var data in message.Message.Data.Cast<DataChangeNotification>())
            {
                foreach (var change in data.Items.Span)
                {
                    into[change.ClientHandle].Add((int)change.Value.Value.AsInt64());
                }
            }

            if (one)
            {
                return;
            }
        }
    }

    private static PendingMessage? Next(Subscription subscription) =>
        subscription.Tick(isAsked: true) ? subscription.Take(default) : null;

    private static IEnumerable<int> Changes(PendingMessage message) =>
        message.Message.Data.Cast<DataChangeNotification>()
            .SelectMany(data => data.Items.ToArray()).Select(change => (int)change.Value.Value.AsInt64());

    private static IEnumerable<uint> Statuses(PendingMessage message) =>
        message.Message.Data.Cast<DataChangeNotification>()
            .SelectMany(data => data.Items.ToArray()).Select(change => change.Value.Status.Value);

    private static Subscription New(uint keepAlive = 10, uint lifetime = 30, uint perPublish = 1000, int retransmissions = 10) =>
        new(1, new SubscriptionSettings(TimeSpan.FromMilliseconds(100), lifetime, keepAlive, perPublish, 0, true), retransmissions);

    private static MonitoredItemSettings Item(int queueSize = 1, bool discardOldest = true, uint handle = 1) =>
        new(handle, queueSize, discardOldest, MonitoringMode.Reporting, ChangeFilter.Default, TimestampsToReturn.Both);

    private static DataValue Value(int value) => new(Variant.Of(value));
}
