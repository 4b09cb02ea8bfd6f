using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>Names a notification message for its acknowledgement; worth nothing for a later life of the subscription.</summary>
public readonly record struct NotificationToken(int Life, uint SequenceNumber);

/// <summary>The values of one notification message.</summary>
/// <param name="Token">For <see cref="UaSubscription.Acknowledge"/>.</param>
/// <param name="PublishTime">The server's time of sending.</param>
/// <param name="ReceivedTicks">When the bytes left the socket here: ticks of 100 ns since 1601, by this machine's clock.</param>
/// <param name="Items">Per item in the order of sampling. In pooled memory: valid until the handler's task completes.</param>
public readonly record struct NotificationBatch(
    UaSubscription Subscription,
    NotificationToken Token,
    UaDateTime PublishTime,
    long ReceivedTicks,
    ReadOnlyMemory<MonitoredItemNotification> Items)
{
    public uint SequenceNumber => Token.SequenceNumber;

    /// <summary>The values came before; they are told again because nothing has changed since (<see cref="Client.Items.Heartbeats"/>). Not to be acknowledged.</summary>
    public bool IsHeartbeat { get; init; }
}

/// <summary>The events of one notification message.</summary>
/// <param name="Token">For <see cref="UaSubscription.Acknowledge"/>.</param>
/// <param name="PublishTime">The server's time of sending.</param>
/// <param name="ReceivedTicks">When the bytes left the socket here: ticks of 100 ns since 1601, by this machine's clock.</param>
/// <param name="Events">
/// Per item in the order in which they happened, with the fields of its <see cref="ItemRequest.Events"/>. In pooled memory: valid until the
/// handler's task completes; <see cref="Events.EventSelection.Read"/> makes a lasting one.
/// </param>
public readonly record struct EventBatch(
    UaSubscription Subscription,
    NotificationToken Token,
    UaDateTime PublishTime,
    long ReceivedTicks,
    ReadOnlyMemory<EventFieldList> Events);

/// <summary>Notification messages that the server numbered but can no longer give: what was in them is lost.</summary>
public readonly record struct NotificationGap(UaSubscription Subscription, uint FirstSequenceNumber, uint Count);
