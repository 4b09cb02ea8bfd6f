namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>How often a subscription reports, and when its silence means that something is wrong.</summary>
public sealed record UaSubscriptionOptions
{
    private const int DefaultNotifications = 2000;
    private const int MaxNotifications = 100_000;

    /// <summary>How often the server sends what has changed.</summary>
    public TimeSpan PublishingInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>After how long without a change the server shows that it lives. Three times this without anything means that the line is dead.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How long the server keeps the subscription while nobody asks for its notifications.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Most values in one notification message, 1 to 100,000. 0 is this default: a server is never asked for as many as it likes.
    /// </summary>
    public int MaxNotificationsPerPublish { get; init; } = DefaultNotifications;

    /// <summary>
    /// An item that has not reported for so long is read, and made anew when its value is another one than it reported last; null is never.
    /// Longer than sampling and publishing together. Items with a deadband are compared by their status only.
    /// </summary>
    public TimeSpan? MaxItemSilence { get; init; }

    public byte Priority { get; init; }

    internal uint EffectiveMaxNotifications =>
        MaxNotificationsPerPublish > 0 ? (uint)Math.Min(MaxNotificationsPerPublish, MaxNotifications) : DefaultNotifications;

    internal uint KeepAliveCount => (uint)Math.Clamp(Math.Ceiling(KeepAliveInterval / PublishingInterval), 1, 1_000_000);

    /// <summary>At least three keep-alives (Part 4 §5.14.2.2).</summary>
    internal uint LifetimeCount => (uint)Math.Clamp(Math.Ceiling(Lifetime / PublishingInterval), 3 * KeepAliveCount, uint.MaxValue);
}
