namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// Who gets what a subscription brings. The calls for one session come one after the other, and the next waits for the last:
/// a slow handler makes the server wait. They come in the thread that reads the connection: who waits for something must await it, not block.
/// </summary>
public interface ISubscriptionHandler
{
    /// <summary>Takes the values of one notification message. If it throws, the message counts as not delivered and comes again after a reconnect.</summary>
    ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the events of one notification message, as <see cref="OnNotificationsAsync"/> takes its values. Of the events and values in one message,
    /// and of several batches of either, each is to be acknowledged: the message counts as acknowledged with the last.
    /// Who has no items with <see cref="ItemRequest.Events"/> need not have it: what a server sends unasked is acknowledged and dropped.
    /// </summary>
    ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        batch.Subscription.Acknowledge(batch.Token);
        return ValueTask.CompletedTask;
    }

    ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken);

    /// <summary>
    /// The server had lost the subscription and it was made anew with its items: changes since its last message are lost but for
    /// the present values, which come at once.
    /// </summary>
    ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken);

    /// <summary>
    /// Items that had stopped reporting although their values changed (<see cref="UaSubscriptionOptions.MaxItemSilence"/>) were made anew; their
    /// present values come at once. May be called while another call is under way.
    /// </summary>
    ValueTask OnItemsRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
