using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop.Events;

/// <summary>Alarms of node-opcua's server, as an operator sees and answers them.</summary>
public sealed class EventTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task An_alarm_comes_is_acknowledged_and_confirmed_and_is_found_again_by_a_refresh()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await UaSession.ConnectAsync(
            fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), cancellationToken: cancelled);
        var events = new EventRecorder(EventSelection.Everything);
        await SubscribeAsync(session, events, cancelled);
        var methods = new ConditionMethods(session);

        await fixture.Machine.OrderAsync(new { give = "Pressure", values = (double[])[50, 100] }, cancelled);
        var active = await events.UntilAsync(received => received.IsActive == true, cancelled);

        Assert.Equal("PressureAlarm", active.ConditionName);
        Assert.Equal((true, false), (active.Retain, active.IsAcked));
        var condition = active.ConditionId ?? default;
        await methods.AcknowledgeAsync(condition, active.EventId, new LocalizedText("seen"), cancelled);
        var acked = await events.UntilAsync(received => received.IsAcked == true, cancelled);
        Assert.Equal("seen", acked.Comment.Text);
        var refusal = await Assert.ThrowsAsync<UaException>(() => methods.AcknowledgeAsync(condition, active.EventId, default, cancelled));
        Assert.Equal(StatusCode.BadEventIdUnknown, refusal.Status);

        await AssertRefreshBringsAsync(session, condition, cancelled);

        await methods.ConfirmAsync(condition, acked.EventId, new LocalizedText("done"), cancelled);
        await events.UntilAsync(received => received.IsConfirmed == true, cancelled);
        await fixture.Machine.OrderAsync(new { give = "Pressure", values = (double[])[50] }, cancelled);
        var gone = await events.UntilAsync(received => received.IsActive == false, cancelled);
        Assert.Equal(condition, gone.ConditionId);
    }

    private static async Task AssertRefreshBringsAsync(UaSession session, NodeId condition, CancellationToken cancelled)
    {
        var events = new EventRecorder(EventSelection.Everything);
        var watch = new ConditionWatch(EventSelection.Everything, events, _ => Task.FromResult(session), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var running = watch.RunAsync(stop.Token);

        watch.Refresh(await SubscribeAsync(session, watch, cancelled));
        await events.UntilAsync(received => received.EventType == EventTypes.RefreshEnd, cancelled);

        Assert.Equal(condition, Assert.Single(watch.Conditions.Present).ConditionId);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static async Task<UaSubscription> SubscribeAsync(UaSession session, ISubscriptionHandler handler, CancellationToken cancelled)
    {
        var subscription = await session.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(50) }, handler, cancelled);
        var results = await subscription.CreateItemsAsync([new ItemRequest(1, new NodeId(2253)) { Events = EventSelection.Everything }], cancelled);
        Assert.Equal(StatusCode.Good, Assert.Single(results).Status);
        return subscription;
    }
}
