using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Interop.Events;

/// <summary>Hands events to the test, which waits for them; acknowledges each message at once.</summary>
internal sealed class EventRecorder(EventSelection selection) : ISubscriptionHandler
{
    private readonly Channel<UaEvent> _events = Channel.CreateBounded<UaEvent>(10_000);

    /// <summary>The next event of a condition or of a refresh; others, of which a server has many of its own, are passed over.</summary>
    public async Task<UaEvent> NextAsync(CancellationToken cancelled)
    {
        while (true)
        {
            var received = await _events.Reader.ReadAsync(cancelled);
            if (received.ConditionId is not null || received.EventType == EventTypes.RefreshStart || received.EventType == EventTypes.RefreshEnd)
            {
                return received;
            }
        }
    }

    /// <summary>The first that satisfies; those before it are passed over.</summary>
    public async Task<UaEvent> UntilAsync(Func<UaEvent, bool> isIt, CancellationToken cancelled)
    {
        while (true)
        {
            var received = await NextAsync(cancelled);
            if (isIt(received))
            {
                return received;
            }
        }
    }

    public async ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Events.Length; i++)
        {
            await _events.Writer.WriteAsync(selection.Read(batch.Events.Span[i]), cancellationToken);
        }

        batch.Subscription.Acknowledge(batch.Token);
    }

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
