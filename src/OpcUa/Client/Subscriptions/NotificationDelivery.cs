using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// Brings a subscription's messages to its handler in their order, each once: what is missing is asked for again, and what cannot be had
/// is announced as a gap (Part 4 §5.14.1.1 and §5.14.6).
/// </summary>
internal sealed class NotificationDelivery(UaSubscription subscription, LiveSubscription live, ISubscriptionHandler handler)
{
    // A server keeps a few messages per subscription; of a longer gap only those are asked for that it says it has.
    private const uint MaxRepublish = 1000;

    /// <summary>Takes one Publish response; gives the subscription's end when the server announces it.</summary>
    /// <exception cref="UaException">The line broke, or the server's numbers make no sense; the place in the order stays where it was.</exception>
    public async ValueTask<StatusCode?> TakeAsync(PublishResponse response, CancellationToken cancellationToken)
    {
        var message = response.Notification;
        var position = live.Sequence.Place(message.SequenceNumber);
        switch (position)
        {
            case SequencePlace.Invalid when message.IsKeepAlive:
                return null; // some servers that have not sent anything yet
            case SequencePlace.Invalid:
                throw new UaException(StatusCode.BadSequenceNumberInvalid, "A notification message has the sequence number 0.");
            case SequencePlace.Behind:
                Discard(message);
                return null;
            case SequencePlace.Ahead:
                await RecoverAsync(message.SequenceNumber, response.AvailableSequenceNumbers, cancellationToken).ConfigureAwait(false);
                break;
        }

        return message.IsKeepAlive ? null : await DeliverAsync(message, response.ReceivedTicks, cancellationToken).ConfigureAwait(false);
    }

    private static void Discard(NotificationMessage message)
    {
        foreach (var data in message.Data)
        {
            (data as IDisposable)?.Dispose();
        }
    }

    private async ValueTask<StatusCode?> DeliverAsync(NotificationMessage message, long receivedTicks, CancellationToken cancellationToken)
    {
        StatusCode? end = null;
        var token = new NotificationToken(live.Life, message.SequenceNumber);
        var isDelivered = false;
        try
        {
            foreach (var data in message.Data)
            {
                if (data is DataChangeNotification changes)
                {
                    var batch = new NotificationBatch(subscription, token, message.PublishTime, receivedTicks, changes.Items);
                    await handler.OnNotificationsAsync(batch, cancellationToken).ConfigureAwait(false);
                    isDelivered = true;
                }

                end = data is StatusChangeNotification change ? change.Status : end;
            }
        }
        finally
        {
            Discard(message);
        }

        live.Sequence.Passed(message.SequenceNumber);
        if (!isDelivered)
        {
            live.Acknowledge(message.SequenceNumber); // nobody else will: the handler has not seen it
        }

        return end;
    }

    private async ValueTask RecoverAsync(uint until, uint[] available, CancellationToken cancellationToken)
    {
        var isLong = live.Sequence.Distance(until) > MaxRepublish;
        var gap = (First: 0u, Count: 0u);
        while (live.Sequence.Next != until)
        {
            var number = isLong ? NearestAvailable(available, until) : live.Sequence.Next;
            var skipped = live.Sequence.Distance(number);
            gap = skipped == 0 ? gap : (gap.Count == 0 ? live.Sequence.Next : gap.First, gap.Count + skipped);
            live.Sequence.SkipTo(number);
            if (number == until)
            {
                break;
            }

            if (await RepublishAsync(number, cancellationToken).ConfigureAwait(false) is { } found)
            {
                await AnnounceAsync(gap.First, gap.Count, cancellationToken).ConfigureAwait(false);
                gap = default;
                await DeliverAsync(found.Notification, found.ReceivedTicks, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                gap = (gap.Count == 0 ? number : gap.First, gap.Count + 1);
                live.Sequence.Passed(number);
            }
        }

        await AnnounceAsync(gap.First, gap.Count, cancellationToken).ConfigureAwait(false);
    }

    private uint NearestAvailable(uint[] available, uint until)
    {
        var nearest = until;
        foreach (var number in available)
        {
            if (number != 0 && live.Sequence.Distance(number) < live.Sequence.Distance(nearest))
            {
                nearest = number;
            }
        }

        return nearest;
    }

    private async ValueTask<RepublishResponse?> RepublishAsync(uint number, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RepublishRequest { SubscriptionId = live.Id, RetransmitSequenceNumber = number };
            var response = await live.Session.SendAsync<RepublishResponse>(request, cancellationToken).ConfigureAwait(false);
            if (response.Notification.SequenceNumber == number && !response.Notification.IsKeepAlive)
            {
                return response;
            }

            Discard(response.Notification);
            return null;
        }
        catch (UaException failure) when (IsGone(failure.Status.Code))
        {
            return null;
        }
    }

    private static bool IsGone(StatusCode status) =>
        status == StatusCode.BadMessageNotAvailable
        || status == StatusCode.BadServiceUnsupported
        || status == StatusCode.BadSubscriptionIdInvalid
        || status == StatusCode.BadSequenceNumberUnknown;

    private async ValueTask AnnounceAsync(uint first, uint count, CancellationToken cancellationToken)
    {
        if (count > 0)
        {
            await handler.OnGapAsync(new NotificationGap(subscription, first, count), cancellationToken).ConfigureAwait(false);
        }
    }
}
