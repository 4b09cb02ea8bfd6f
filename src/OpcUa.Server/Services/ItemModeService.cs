using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Lets items rest, sample or report, alone or with another (Part 4 §5.13.4 and §5.13.5).</summary>
internal sealed class ItemModeService(SubscriptionService subscriptions, ServerLimits limits)
{
    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public SetMonitoringModeResponse SetMode(SetMonitoringModeRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        Requests.CheckCount(request.MonitoredItemIds.Length, limits.MaxMonitoredItemsPerCall, "item");
        if (!Enum.IsDefined(request.MonitoringMode))
        {
            throw new UaException(StatusCode.BadMonitoringModeInvalid, $"{request.MonitoringMode} is no mode of an item.");
        }

        return new SetMonitoringModeResponse
        {
            Results = Array.ConvertAll(request.MonitoredItemIds, id => With(subscription, id, item =>
            {
                subscription.SetMode(item, request.MonitoringMode);
                return StatusCode.Good;
            })),
        };
    }

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public SetTriggeringResponse SetTriggering(SetTriggeringRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        Requests.CheckCount(request.LinksToAdd.Length + request.LinksToRemove.Length, limits.MaxMonitoredItemsPerCall, "link");
        var trigger = subscription.Find(request.TriggeringItemId)
            ?? throw new UaException(StatusCode.BadMonitoredItemIdInvalid, $"The subscription has no item {request.TriggeringItemId}.");

        // Removed first, as the specification has it: the same link may be in both lists.
        var removed = Array.ConvertAll(request.LinksToRemove, id => With(
            subscription, id, item => subscription.Unlink(trigger, item) ? StatusCode.Good : StatusCode.BadMonitoredItemIdInvalid));
        var added = Array.ConvertAll(request.LinksToAdd, id => With(
            subscription, id, item => subscription.Link(trigger, item, limits.MaxLinksPerItem) ? StatusCode.Good : StatusCode.BadTooManyMonitoredItems));
        return new SetTriggeringResponse { AddResults = added, RemoveResults = removed };
    }

    private static StatusCode With(Subscription subscription, uint itemId, Func<MonitoredItem, StatusCode> act) =>
        subscription.Find(itemId) is { } item ? act(item) : StatusCode.BadMonitoredItemIdInvalid;
}
