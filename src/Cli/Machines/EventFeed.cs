using System.Runtime.CompilerServices;
using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Cli.Machines;

/// <summary>The events of one object in their order; who reads slowly makes the server wait, which then says that its queue was full.</summary>
internal sealed class EventFeed : ISubscriptionHandler
{
    private const int Capacity = 10_000;

    private readonly Channel<UaEvent> _events = Channel.CreateBounded<UaEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly UaSession _session;
    private readonly EventSelection _selection;

    private EventFeed(UaSession session, EventSelection selection)
    {
        _session = session;
        _selection = selection;
    }

    /// <summary>The server's number for the subscription, for a refresh.</summary>
    public uint SubscriptionId { get; private set; }

    /// <exception cref="UaException">The node reports no events, or the server does not take the filter.</exception>
    public static async Task<EventFeed> OpenAsync(UaSession session, NodeId node, EventWhere? where, CancellationToken cancellationToken)
    {
        var feed = new EventFeed(session, new EventSelection(EventSelection.Everything.Fields, where));
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions(), feed, cancellationToken);
        var items = await subscription.CreateItemsAsync(
            [new ItemRequest(1, session.Namespaces.Expand(node)) { Events = feed._selection }], cancellationToken);
        if (items[0].Status.IsBad)
        {
            throw new UaException(items[0].Status, $"{session.Namespaces.Format(node)} gives no events: {items[0].Status}.");
        }

        feed.SubscriptionId = subscription.Id;
        return feed;
    }

    /// <summary>As they come.</summary>
    /// <exception cref="UaException">The session is lost: events may be missing from here on.</exception>
    public async IAsyncEnumerable<UaEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var arrived = _events.Reader.WaitToReadAsync(cancellationToken).AsTask();
            if (await Task.WhenAny(arrived, _session.Lost) != arrived)
            {
                var why = await _session.Lost;
                throw new UaException((why as UaException)?.Status ?? StatusCode.BadConnectionClosed, $"The session is lost: {why.Message}", why);
            }

            await arrived;
            while (_events.Reader.TryRead(out var happened))
            {
                yield return happened;
            }
        }
    }

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        batch.Subscription.Acknowledge(batch.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Events.Length; i++)
        {
            await _events.Writer.WriteAsync(_selection.Read(batch.Events.Span[i]), cancellationToken);
        }

        batch.Subscription.Acknowledge(batch.Token);
    }

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) =>
        new(Console.Error.WriteLineAsync($"igw: {gap.Count:N0} messages with events are lost"));

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask; // The subscription ends with its session.
}
