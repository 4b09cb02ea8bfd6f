using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>
/// Tells items once more of each condition that asks for attention, between RefreshStart and RefreshEnd (Part 9 §5.5.7). An item whose last refresh
/// has not been fetched to its end gets no other one: however often a client asks, one refresh is all that waits.
/// </summary>
internal sealed class ConditionRefresh(AddressSpace space)
{
    /// <exception cref="UaException">BadSubscriptionIdInvalid or BadRefreshInProgress.</exception>
    public void Refresh(MethodCall call, uint subscription) => Refresh(call, Find(call, subscription).EventItems());

    /// <exception cref="UaException">BadSubscriptionIdInvalid, BadMonitoredItemIdInvalid or BadRefreshInProgress.</exception>
    public void Refresh(MethodCall call, uint subscription, uint item) => Refresh(call, Find(call, subscription).Find(item) is EventItem found
        ? [found]
        : throw new UaException(StatusCode.BadMonitoredItemIdInvalid, $"Subscription {subscription} has no item {item} that listens to events."));

    private static Subscription Find(MethodCall call, uint id) => call.Caller.FindSubscription(id)
        ?? throw new UaException(StatusCode.BadSubscriptionIdInvalid, $"This session has no subscription {id}.");

    private void Refresh(MethodCall call, EventItem[] items)
    {
        var now = UaDateTime.Now(call.Caller.Time);
        var start = new UaEvent(EventTypes.RefreshStart, space.Server, now, "The present conditions follow.", 1);
        var refreshed = items.Where(item => item.BeginRefresh(start)).ToArray();
        if (refreshed.Length == 0 && items.Length > 0)
        {
            throw new UaException(StatusCode.BadRefreshInProgress, "The refresh before this one has not been fetched to its end.");
        }

        foreach (var condition in space.Conditions.Present)
        {
            var heard = space.NotifiersOf(condition.Origin.Source).ToHashSet();
            foreach (var item in refreshed.Where(item => heard.Contains(item.Notifier)))
            {
                condition.Repeat(item);
            }
        }

        var end = new UaEvent(EventTypes.RefreshEnd, space.Server, now, "These were the present conditions.", 1);
        foreach (var item in refreshed)
        {
            item.EndRefresh(end);
        }
    }
}
