using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Interop;

public sealed class ModelChangeTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task A_node_that_is_added_is_told_of_and_can_be_watched_and_one_that_is_removed_is_told_of_too()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var client = new UaClient(fixture.Visitor.Options(fixture.Machine.Endpoint, SecurityChoice.Default), TimeProvider.System, NullLogger.Instance);
        client.Start();
        var session = await client.GetSessionAsync(cancelled);
        var listener = new Listener();
        var subscription = await client.SubscribeAsync(new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(50) }, listener, cancelled);
        var listening = await subscription.CreateItemsAsync([new ItemRequest(1, new ExpandedNodeId(new NodeId(2253))) { Events = Listener.Selection }], cancelled);
        Assert.Equal(StatusCode.Good, listening[0].Status);
        var wanted = Node("Changing/level");
        Assert.True(session.Namespaces.TryResolve(wanted, out var node));

        await fixture.Machine.AddAsync("level", 7.5, cancelled);
        var added = await listener.NextAsync(node, cancelled);
        var watching = await subscription.CreateItemsAsync([new ItemRequest(2, wanted)], cancelled);
        var value = await listener.ValueAsync(cancelled);
        await fixture.Machine.RemoveAsync("level", cancelled);
        var removed = await listener.NextAsync(node, cancelled);

        Assert.Equal((ModelChangeVerbs.NodeAdded, new NodeId(63)), (added.Verb & ModelChangeVerbs.NodeAdded, added.AffectedType));
        Assert.Equal((StatusCode.Good, 7.5), (watching[0].Status, value.Value.AsDouble()));
        Assert.Equal(ModelChangeVerbs.NodeDeleted, removed.Verb & ModelChangeVerbs.NodeDeleted);
    }

    private static ExpandedNodeId Node(string name) => new(new NodeId(name, 0), NodeMachine.NamespaceUri);

    private sealed class Listener : ISubscriptionHandler
    {
        private readonly Channel<ModelChange> _changes = Channel.CreateBounded<ModelChange>(1000);
        private readonly Channel<DataValue> _values = Channel.CreateBounded<DataValue>(1000);

        public static EventSelection Selection { get; } =
            new([EventFields.EventType, EventFields.ModelChanges], EventWhere.OfType(new ExpandedNodeId(EventTypes.BaseModelChange)));

        public async ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            foreach (var received in batch.Events.ToArray())
            {
                foreach (var change in Selection.Read(received)["Changes"].Reference as ExtensionObject[] ?? [])
                {
                    await _changes.Writer.WriteAsync(ModelChange.Decode(change, new CodecLimits())!.Value, cancellationToken);
                }
            }

            batch.Subscription.Acknowledge(batch.Token);
        }

        public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
        {
            foreach (var item in batch.Items.ToArray())
            {
                await _values.Writer.WriteAsync(item.Value, cancellationToken);
            }

            batch.Subscription.Acknowledge(batch.Token);
        }

        public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;

        public async Task<DataValue> ValueAsync(CancellationToken cancellationToken) => await _values.Reader.ReadAsync(cancellationToken);

        /// <summary>The next change of a node that adds or deletes it.</summary>
        public async Task<ModelChange> NextAsync(NodeId node, CancellationToken cancellationToken)
        {
            while (true)
            {
                var change = await _changes.Reader.ReadAsync(cancellationToken);
                if (change.Affected == node && (change.Verb & (ModelChangeVerbs.NodeAdded | ModelChangeVerbs.NodeDeleted)) != 0)
                {
                    return change;
                }
            }
        }
    }
}
