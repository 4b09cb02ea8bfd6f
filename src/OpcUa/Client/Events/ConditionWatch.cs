using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>
/// Keeps a <see cref="ConditionTable"/> true over everything that can happen to a subscription: the server is asked for a refresh at the beginning, after
/// each renewal, gap and full queue, and when it asks for it itself (Part 9 §5.5.7), but not without end: a refresh may itself fill the queue. All goes on to <paramref name="next"/>, which acknowledges.
/// </summary>
/// <param name="selection">Of the subscription's event items; it must have the fields of conditions.</param>
/// <param name="session">The present session, for the calls; a client's <see cref="UaClient.GetSessionAsync"/>.</param>
public sealed class ConditionWatch(
    EventSelection selection,
    ISubscriptionHandler next,
    Func<CancellationToken, Task<UaSession>> session,
    TimeProvider time,
    int capacity = ConditionTable.DefaultCapacity) : ISubscriptionHandler
{
    private static readonly TimeSpan MinRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    // One wish is as good as many.
    private readonly Channel<UaSubscription> _wishes = Channel.CreateBounded<UaSubscription>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Called on the publishing loop for conditions of which a refresh shows that they are gone: it must be quick and must not throw.</summary>
    public event Action<UaEvent>? Swept;

    /// <summary>
    /// How long at least from the end of one refresh to the beginning of the next, 0 to 1 h; 1 min when nothing is said. What is wished for meanwhile is one refresh then.
    /// </summary>
    public TimeSpan RefreshRest
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LongestRest);
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    public ConditionTable Conditions { get; } = new(capacity);

    /// <summary>Why the last refresh could not be had; null when it could.</summary>
    public UaException? RefreshFailure { get; private set; }

    /// <summary>Asks for a refresh: to be called once the items are made.</summary>
    public void Refresh(UaSubscription subscription) => _wishes.Writer.TryWrite(subscription);

    /// <summary>Sends the refreshes that are wished for, with <see cref="RefreshRest"/> between them, until it is cancelled. A server without conditions is asked once in each life of the subscription.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var subscription = await _wishes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            for (var retry = MinRetry; !await TryRefreshAsync(subscription, cancellationToken).ConfigureAwait(false); retry = Longer(retry))
            {
                await Task.Delay(retry, time, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(RefreshRest, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken) =>
        next.OnNotificationsAsync(batch, cancellationToken);

    public ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        foreach (ref readonly var received in batch.Events.Span)
        {
            Take(selection.Read(received), batch.Subscription);
        }

        return next.OnEventsAsync(batch, cancellationToken);
    }

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
    {
        Doubt(gap.Subscription);
        return next.OnGapAsync(gap, cancellationToken);
    }

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken)
    {
        Doubt(subscription);
        return next.OnRenewedAsync(subscription, items, cancellationToken);
    }

    public ValueTask OnItemsRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken)
    {
        if (items.Any(item => item.Item.Events is not null))
        {
            Refresh(subscription);
        }

        return next.OnItemsRenewedAsync(subscription, items, cancellationToken);
    }

    private static TimeSpan Longer(TimeSpan retry) => retry * 2 < MaxRetry ? retry * 2 : MaxRetry;

    private void Take(UaEvent received, UaSubscription subscription)
    {
        var type = received.EventType;
        if (type == EventTypes.RefreshStart)
        {
            Conditions.Begin();
        }
        else if (type == EventTypes.RefreshEnd)
        {
            foreach (var gone in Conditions.End())
            {
                Swept?.Invoke(gone);
            }
        }
        else if (type == EventTypes.QueueOverflow || type == EventTypes.RefreshRequired)
        {
            Doubt(subscription);
        }
        else
        {
            Conditions.Take(received);
        }
    }

    private void Doubt(UaSubscription subscription)
    {
        Conditions.Doubt();
        Refresh(subscription);
    }

    /// <summary>False when it is worth trying again.</summary>
    private async Task<bool> TryRefreshAsync(UaSubscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            var present = await session(cancellationToken).ConfigureAwait(false);
            if (subscription.Id is var id and not 0)
            {
                await new ConditionMethods(present).RefreshAsync(id, cancellationToken).ConfigureAwait(false);
            }

            RefreshFailure = null;
            return true;
        }
        catch (UaException failure)
        {
            RefreshFailure = failure;
            return HasNoConditions(failure.Status.Code);
        }
    }

    private static bool HasNoConditions(StatusCode status) =>
        status == StatusCode.BadServiceUnsupported
        || status == StatusCode.BadNodeIdUnknown
        || status == StatusCode.BadNotSupported
        || status == StatusCode.BadMethodInvalid
        || status == StatusCode.BadNotImplemented
        || status == StatusCode.BadUserAccessDenied
        || status == StatusCode.BadSubscriptionIdInvalid; // the next life comes with a renewal, which asks anew
}
