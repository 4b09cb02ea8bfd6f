using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>Counts the values that say that the server's queue lost others, on their way to the handler.</summary>
internal sealed class OverflowCounter(SubscriptionItems items, ISubscriptionHandler handler) : ISubscriptionHandler
{
    // Part 4 §7.39.1: a data value's info bits, and the overflow bit among them.
    private const uint InfoTypeAndOverflow = 0x0C80;
    private const uint OverflowOfDataValue = 0x0480;

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var item in batch.Items.Span)
        {
            if ((item.Value.Status.Value & InfoTypeAndOverflow) == OverflowOfDataValue)
            {
                items.CountOverflow(item.ClientHandle);
            }
        }

        return handler.OnNotificationsAsync(batch, cancellationToken);
    }

    public ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken) => handler.OnEventsAsync(batch, cancellationToken);

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => handler.OnGapAsync(gap, cancellationToken);

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> results, CancellationToken cancellationToken) =>
        handler.OnRenewedAsync(subscription, results, cancellationToken);

    public ValueTask OnItemsRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> results, CancellationToken cancellationToken) =>
        handler.OnItemsRenewedAsync(subscription, results, cancellationToken);
}
