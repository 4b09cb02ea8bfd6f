using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Interop.Items;

/// <summary>What can be said for each item, as node-opcua's server understands it (Part 4 §5.13.1, §7.22.2). Its values come all at once, so that no publishing is between them.</summary>
public sealed class ItemTests(MachineFixture fixture)
{
    private const int Patience = 60_000;
    private const uint Ranged = 3;

    private static ItemRequest Item { get; } = new(Ranged, new ExpandedNodeId(new NodeId("Ranged", 0), NodeMachine.NamespaceUri))
    {
        SamplingInterval = TimeSpan.Zero,
        QueueSize = 100,
    };

    [Theory(Timeout = Patience)]
    [InlineData(DeadbandType.Absolute, new double[] { 104, 105, 106, 101, 112, 107, 0 }, new double[] { 106, 112, 0 })]
    [InlineData(DeadbandType.Percent, new double[] { 105, 110, 111, 101, 122, 112, 0 }, new double[] { 111, 122, 0 })]
    public async Task Only_changes_beyond_the_deadband_are_told(DeadbandType type, double[] given, double[] told)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        await GiveAsync([100], cancelled);
        var deadband = type == DeadbandType.Absolute ? Deadband.Absolute(5) : Deadband.Percent(5);
        var recorder = await SubscribeAsync(session, Item with { Deadband = deadband }, cancelled);

        await GiveAsync(given, cancelled);

        var values = await recorder.UntilAsync(Ranged, value => value.Value.AsDouble() == 0, cancelled);
        Assert.Equal(told, values.Select(value => value.Value.AsDouble()));
    }

    [Fact(Timeout = Patience)]
    public async Task A_percent_deadband_on_a_variable_without_a_range_is_left_out_and_said()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        var subscription = await session.SubscribeAsync(Often, new Recorder(), cancelled);

        var result = Assert.Single(await subscription.CreateItemsAsync(
            [new ItemRequest(1, new ExpandedNodeId(new NodeId("Level", 0), NodeMachine.NamespaceUri)) { Deadband = Deadband.Percent(5) }], cancelled));

        Assert.Equal(StatusCode.Good, result.Status);
        Assert.True(result.FilterStatus.IsBad, $"{result.FilterStatus}");
    }

    [Fact(Timeout = Patience)]
    public async Task A_repeated_value_is_told_only_to_who_asks_for_new_times_too_and_a_value_never_to_who_asks_for_the_status_alone()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        await GiveAsync([0], cancelled);
        var changes = await SubscribeAsync(session, Item, cancelled);
        var times = await SubscribeAsync(session, Item with { Trigger = DataChangeTrigger.StatusValueTimestamp }, cancelled);
        var states = await SubscribeAsync(session, Item with { Trigger = DataChangeTrigger.Status }, cancelled);

        await GiveAsync([1, 1, 1, 2, 2], cancelled);
        await GiveAsync([2], cancelled, status: "UncertainLastUsableValue");

        Assert.Equal([1.0, 2, 2], await UncertainAsync(changes, cancelled));
        Assert.Equal([1.0, 1, 1, 2, 2, 2], await UncertainAsync(times, cancelled));
        Assert.Equal([2.0], await UncertainAsync(states, cancelled));
    }

    [Theory(Timeout = Patience)]
    [InlineData(true, new double[] { 8, 9, 10 }, 0)]
    [InlineData(false, new double[] { 1, 2, 10 }, 2)]
    public async Task A_full_queue_loses_what_was_agreed_says_so_and_is_counted(bool discardOldest, double[] kept, int marked)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        await GiveAsync([0], cancelled);
        var recorder = new Recorder();
        var subscription = await session.SubscribeAsync(Often, recorder, cancelled);
        var result = Assert.Single(await subscription.CreateItemsAsync([Item with { QueueSize = 3, DiscardOldest = discardOldest }], cancelled));
        await recorder.NextAsync(Ranged, cancelled);

        await GiveAsync([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], cancelled);

        var values = await recorder.UntilAsync(Ranged, value => value.Value.AsDouble() == 10, cancelled);
        Assert.Equal(3u, result.RevisedQueueSize);
        Assert.Equal(kept, values.Select(value => value.Value.AsDouble()));
        Assert.Equal(Enumerable.Range(0, 3).Select(place => place == marked), values.Select(value => value.Status.Overflow));
        Assert.Equal(1, Assert.Single(subscription.Statistics).Overflows);
    }

    /// <summary>A queue of one would keep the last of them, and say nothing.</summary>
    [Fact(Timeout = Patience)]
    public async Task An_item_whose_queue_nobody_chose_has_room_for_what_comes_between_two_publishings()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        await GiveAsync([0], cancelled);
        var recorder = new Recorder();
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(500) }, recorder, cancelled);
        var sampled = Item with { ClientHandle = 4, QueueSize = null, SamplingInterval = TimeSpan.FromMilliseconds(50) };
        var results = await subscription.CreateItemsAsync([Item with { QueueSize = null }, sampled], cancelled);
        await recorder.NextAsync(Ranged, cancelled);

        await GiveAsync([.. Enumerable.Range(1, 100).Select(value => (double)value)], cancelled);

        var values = await recorder.UntilAsync(Ranged, value => value.Value.AsDouble() == 100, cancelled);
        Assert.Equal([100u, 20], results.Select(result => result.RevisedQueueSize));
        Assert.Equal(Enumerable.Range(1, 100), values.Select(value => (int)value.Value.AsDouble()));
        Assert.All(subscription.Statistics, item => Assert.Equal(0, item.Overflows));
    }

    [Fact(Timeout = Patience)]
    public async Task An_item_that_only_samples_tells_what_it_has_when_the_one_that_triggers_it_reports()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        await GiveAsync([0], cancelled);
        var recorder = new Recorder();
        var subscription = await session.SubscribeAsync(Often, recorder, cancelled);
        var silent = Item with
        {
            ClientHandle = 4,
            Node = new ExpandedNodeId(new NodeId("Level", 0), NodeMachine.NamespaceUri),
            MonitoringMode = MonitoringMode.Sampling,
        };
        await subscription.CreateItemsAsync([Item, silent], cancelled);

        Assert.Equal([StatusCode.Good], await subscription.LinkAsync(Ranged, add: [4], remove: [], cancelled));
        await fixture.Machine.SetAsync("Level", from: 4, count: 1, cancelled);
        await GiveAsync([1], cancelled);

        await recorder.UntilAsync(4, value => value.Value.AsDouble() == 1, cancelled);
    }

    [Fact(Timeout = Patience)]
    public async Task Registered_nodes_are_read_in_cycles_changed_or_not()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(cancelled);
        await GiveAsync([1], cancelled);
        var recorder = new Recorder();
        await using var client = new UaClient(
            fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), TimeProvider.System, NullLogger.Instance);
        client.Start();
        var nothing = new ItemRequest(9, new ExpandedNodeId(new NodeId("Nothing", 0), NodeMachine.NamespaceUri));
        var reader = new CyclicReader(client, new CyclicReadOptions { Interval = TimeSpan.FromMilliseconds(20) }, [Item, nothing], recorder, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var running = reader.RunAsync(stop.Token);

        var unchanged = new[] { await recorder.NextAsync(Ranged, cancelled), await recorder.NextAsync(Ranged, cancelled), await recorder.NextAsync(Ranged, cancelled) };
        await GiveAsync([2], cancelled);
        await recorder.UntilAsync(Ranged, value => value.Value.AsDouble() == 2, cancelled);
        var unknown = await recorder.NextAsync(9, cancelled);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.All(unchanged, value => Assert.Equal(Variant.Of(1.0), value.Value));
        Assert.Equal(StatusCode.BadNodeIdUnknown, unknown.Status);
        Assert.Equal(0, reader.Failures);
    }

    private static UaSubscriptionOptions Often => new() { PublishingInterval = TimeSpan.FromMilliseconds(50) };

    private static async Task<IEnumerable<double>> UncertainAsync(Recorder recorder, CancellationToken cancelled) =>
        (await recorder.UntilAsync(Ranged, value => value.Status.IsUncertain, cancelled)).Select(value => value.Value.AsDouble());

    /// <summary>Subscribes to an item and takes its first value.</summary>
    private static async Task<Recorder> SubscribeAsync(UaSession session, ItemRequest item, CancellationToken cancelled)
    {
        var recorder = new Recorder();
        var subscription = await session.SubscribeAsync(Often, recorder, cancelled);
        var result = Assert.Single(await subscription.CreateItemsAsync([item], cancelled));
        Assert.Equal((StatusCode.Good, StatusCode.Good), (result.Status, result.FilterStatus));
        await recorder.NextAsync(Ranged, cancelled);
        return recorder;
    }

    private Task GiveAsync(double[] values, CancellationToken cancelled, string status = "Good") =>
        fixture.Machine.OrderAsync(new { give = "Ranged", values, status }, cancelled);

    private Task<UaSession> ConnectAsync(CancellationToken cancelled) => UaSession.ConnectAsync(
        fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), cancellationToken: cancelled);
}
