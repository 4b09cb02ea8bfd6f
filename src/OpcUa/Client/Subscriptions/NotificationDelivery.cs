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
    private const int MaxRepeated = 10;

    private int _repeated;

    // Known to be lost, and not yet announced: the line may break before it is clear where the gap ends.
    private (uint First, uint Count) _gap;

    private enum RepublishOutcome
    {
        Found,
        NotAvailable,
        SubscriptionIsGone,
    }

    /// <summary>Takes one Publish response; gives the subscription's end when the server announces it.</summary>
    /// <exception cref="UaException">The line broke, or the server's numbers make no sense; the place in the order stays where it was.</exception>
    public async ValueTask<StatusCode?> TakeAsync(PublishResponse response, CancellationToken cancellationToken)
    {
        var message = response.Notification;
        StatusCode? end = null;
        switch (live.Sequence.Place(message.SequenceNumber))
        {
            case SequencePlace.Invalid when message.IsKeepAlive:
                return null; // some servers that have not sent anything yet
            case SequencePlace.Invalid:
                throw new UaException(StatusCode.BadSequenceNumberInvalid, "A notification message has the sequence number 0.");
            case SequencePlace.Behind:
                return TakeRepeated(message);
            case SequencePlace.Ahead:
                var isLong = live.Sequence.Distance(message.SequenceNumber) > MaxRepublish;
                end = await RecoverAsync(message.SequenceNumber, isLong ? response.AvailableSequenceNumbers : null, cancellationToken)
                    .ConfigureAwait(false);
                break;
        }

        if (message.IsKeepAlive)
        {
            await AnnounceAsync(cancellationToken).ConfigureAwait(false);
            return end;
        }

        _repeated = 0;
        return await DeliverAsync(message, response.ReceivedTicks, cancellationToken).ConfigureAwait(false) ?? end;
    }

    /// <summary>
    /// Fetches what the server sent while nobody listened, so that it need not wait for the next message to show that it is missing; to be
    /// called while nothing else is taken. Gives the subscription's end when it has one.
    /// </summary>
    /// <param name="available">What the server says that it has; null when it did not say: then it is asked until it has nothing more.</param>
    public async ValueTask<StatusCode?> CatchUpAsync(uint[]? available, CancellationToken cancellationToken)
    {
        if (available is not null)
        {
            var last = FarthestAhead(available);
            return last == 0 ? null : await RecoverAsync(SequenceTracker.After(last), available, cancellationToken).ConfigureAwait(false);
        }

        for (var i = 0; i < MaxRepublish; i++)
        {
            var (outcome, found) = await RepublishAsync(live.Sequence.Next, cancellationToken).ConfigureAwait(false);
            if (outcome != RepublishOutcome.Found || found is null)
            {
                return outcome == RepublishOutcome.SubscriptionIsGone ? StatusCode.BadSubscriptionIdInvalid : null;
            }

            if (await DeliverAgainAsync(found, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }

        return null;
    }

    // A message may come again; a server that goes on with numbers that it has used counts anew, and would be ignored until it is past them.
    private StatusCode? TakeRepeated(NotificationMessage message)
    {
        if (!message.IsKeepAlive)
        {
            Discard(message);
            _repeated++;
        }

        return _repeated > MaxRepeated ? StatusCode.BadSequenceNumberInvalid : null;
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
        await AnnounceAsync(cancellationToken).ConfigureAwait(false);
        var token = new NotificationToken(live.Life, message.SequenceNumber);
        var batches = message.Data.Count(data => data is DataChangeNotification or EventNotificationList);
        if (batches > 1)
        {
            live.Expect(message.SequenceNumber, batches);
        }

        try
        {
            foreach (var data in message.Data)
            {
                switch (data)
                {
                    case DataChangeNotification changes:
                        subscription.Freshness?.Heard(changes.Items.Span);
                        var values = new NotificationBatch(subscription, token, message.PublishTime, receivedTicks, changes.Items);
                        await handler.OnNotificationsAsync(values, cancellationToken).ConfigureAwait(false);
                        break;
                    case EventNotificationList list:
                        var events = new EventBatch(subscription, token, message.PublishTime, receivedTicks, list.Events);
                        await handler.OnEventsAsync(events, cancellationToken).ConfigureAwait(false);
                        break;
                    case StatusChangeNotification change:
                        end = change.Status;
                        break;
                }
            }
        }
        finally
        {
            Discard(message);
        }

        live.Sequence.Passed(message.SequenceNumber);
        if (batches == 0)
        {
            live.Acknowledge(message.SequenceNumber); // nobody else will: the handler has not seen it
        }

        return end;
    }

    // A server gives messages again only to the session that has the subscription: that it went to this one was meant for the session before.
    private async ValueTask<StatusCode?> DeliverAgainAsync(RepublishResponse found, CancellationToken cancellationToken)
    {
        var end = await DeliverAsync(found.Notification, found.ReceivedTicks, cancellationToken).ConfigureAwait(false);
        return end?.Code == StatusCode.GoodSubscriptionTransferred ? null : end;
    }

    /// <summary>Brings the order to <paramref name="until"/>: asks for what is missing before it, or only for what there is.</summary>
    /// <param name="available">The only numbers that are worth asking for; null for all.</param>
    private async ValueTask<StatusCode?> RecoverAsync(uint until, uint[]? available, CancellationToken cancellationToken)
    {
        StatusCode? end = null;
        while (live.Sequence.Next != until)
        {
            var number = available is null ? live.Sequence.Next : NearestAvailable(available, until);
            Miss(live.Sequence.Distance(number));
            if (number == until)
            {
                break;
            }

            var (outcome, found) = await RepublishAsync(number, cancellationToken).ConfigureAwait(false);
            if (found is not null)
            {
                end = await DeliverAgainAsync(found, cancellationToken).ConfigureAwait(false) ?? end;
                continue;
            }

            end = outcome == RepublishOutcome.SubscriptionIsGone ? StatusCode.BadSubscriptionIdInvalid : end;
            Miss(1);
        }

        await AnnounceAsync(cancellationToken).ConfigureAwait(false);
        return end;
    }

    private void Miss(uint count)
    {
        if (count > 0)
        {
            _gap = (_gap.Count == 0 ? live.Sequence.Next : _gap.First, _gap.Count + count);
            live.Sequence.Skip(count);
        }
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

    private uint FarthestAhead(uint[] available)
    {
        var farthest = 0u;
        foreach (var number in available)
        {
            var isAhead = live.Sequence.Place(number) is SequencePlace.Next or SequencePlace.Ahead;
            farthest = isAhead && (farthest == 0 || live.Sequence.Distance(number) > live.Sequence.Distance(farthest)) ? number : farthest;
        }

        return farthest;
    }

    private async ValueTask<(RepublishOutcome Outcome, RepublishResponse? Found)> RepublishAsync(uint number, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RepublishRequest { SubscriptionId = live.Id, RetransmitSequenceNumber = number };
            var response = await live.Session.SendAsync<RepublishResponse>(request, cancellationToken).ConfigureAwait(false);
            if (response.Notification.SequenceNumber == number && !response.Notification.IsKeepAlive)
            {
                return (RepublishOutcome.Found, response);
            }

            Discard(response.Notification);
            return (RepublishOutcome.NotAvailable, null);
        }
        catch (UaException failure) when (failure.Status.Code == StatusCode.BadSubscriptionIdInvalid)
        {
            return (RepublishOutcome.SubscriptionIsGone, null);
        }
        catch (UaException failure) when (IsNotAvailable(failure.Status.Code) && !live.Session.ChannelEnded.IsCompleted)
        {
            return (RepublishOutcome.NotAvailable, null);
        }
    }

    // What cannot be read, here or there, cannot be read the next time either: asking for it again would never end.
    private static bool IsNotAvailable(StatusCode status) =>
        status == StatusCode.BadMessageNotAvailable
        || status == StatusCode.BadServiceUnsupported
        || status == StatusCode.BadSequenceNumberUnknown
        || status == StatusCode.BadDecodingError
        || status == StatusCode.BadEncodingError
        || status == StatusCode.BadEncodingLimitsExceeded
        || status == StatusCode.BadResponseTooLarge
        || status == StatusCode.BadUnknownResponse;

    private async ValueTask AnnounceAsync(CancellationToken cancellationToken)
    {
        if (_gap.Count > 0)
        {
            await handler.OnGapAsync(new NotificationGap(subscription, _gap.First, _gap.Count), cancellationToken).ConfigureAwait(false);
            _gap = default;
        }
    }
}
