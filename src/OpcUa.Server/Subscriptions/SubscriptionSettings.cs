namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>A subscription's parameters as the server revised them (Part 4 §5.14.2).</summary>
/// <param name="PublishingInterval">How often messages may go out.</param>
/// <param name="LifetimeCount">Intervals without a Publish request after which it ends; at least three times the keep-alive count.</param>
/// <param name="MaxKeepAliveCount">Quiet intervals after which a keep-alive goes out; at least 1.</param>
/// <param name="MaxNotificationsPerPublish">Changes in one message; at least 1.</param>
internal sealed record SubscriptionSettings(
    TimeSpan PublishingInterval,
    uint LifetimeCount,
    uint MaxKeepAliveCount,
    uint MaxNotificationsPerPublish,
    byte Priority,
    bool PublishingEnabled);
