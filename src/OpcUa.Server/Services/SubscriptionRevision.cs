using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Brings what clients ask of a subscription into what the server gives (Part 4 §5.14.2).</summary>
internal static class SubscriptionRevision
{
    private const uint MaxKeepAlive = 10_000;

    public static SubscriptionSettings Revise(this ServerLimits limits, CreateSubscriptionRequest request) => limits.Revise(
        request.RequestedPublishingInterval,
        request.RequestedLifetimeCount,
        request.RequestedMaxKeepAliveCount,
        request.MaxNotificationsPerPublish,
        request.Priority,
        request.PublishingEnabled);

    /// <param name="publishingEnabled">As it is: this service does not change it.</param>
    public static SubscriptionSettings Revise(this ServerLimits limits, ModifySubscriptionRequest request, bool publishingEnabled) => limits.Revise(
        request.RequestedPublishingInterval,
        request.RequestedLifetimeCount,
        request.RequestedMaxKeepAliveCount,
        request.MaxNotificationsPerPublish,
        request.Priority,
        publishingEnabled);

    public static CreateSubscriptionResponse Created(this SubscriptionSettings settings, uint id) => new()
    {
        SubscriptionId = id,
        RevisedPublishingInterval = settings.PublishingInterval.TotalMilliseconds,
        RevisedLifetimeCount = settings.LifetimeCount,
        RevisedMaxKeepAliveCount = settings.MaxKeepAliveCount,
    };

    public static ModifySubscriptionResponse Modified(this SubscriptionSettings settings) => new()
    {
        RevisedPublishingInterval = settings.PublishingInterval.TotalMilliseconds,
        RevisedLifetimeCount = settings.LifetimeCount,
        RevisedMaxKeepAliveCount = settings.MaxKeepAliveCount,
    };

    private static SubscriptionSettings Revise(
        this ServerLimits limits, double intervalMilliseconds, uint lifetime, uint keepAlive, uint notifications, byte priority, bool enabled)
    {
        var asked = double.IsNaN(intervalMilliseconds) ? 0 : intervalMilliseconds;
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(
            asked, limits.MinPublishingInterval.TotalMilliseconds, limits.MaxPublishingInterval.TotalMilliseconds));
        var revisedKeepAlive = Math.Clamp(keepAlive, 1, MaxKeepAlive);
        return new SubscriptionSettings(
            interval,
            // At least three keep-alives (Part 4 §5.14.2).
            Math.Clamp(lifetime, revisedKeepAlive * 3, MaxKeepAlive * 10),
            revisedKeepAlive,
            notifications == 0 ? limits.MaxNotificationsPerPublish : Math.Min(notifications, limits.MaxNotificationsPerPublish),
            priority,
            enabled);
    }
}
