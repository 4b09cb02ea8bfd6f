namespace IndustrialGateway.Client.Subscriptions;

/// <summary>What a subscriber wants to be told.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Full names, <c>gateways/{gateway}/points/{path}</c>.</summary>
    public IReadOnlyList<string> Points { get; init; } = [];

    /// <summary>Also every point of these parents, e.g. <c>gateways/press-shop</c>.</summary>
    public IReadOnlyList<string> Parents { get; init; } = [];

    /// <summary>No more often than this for each point, the newest wins; zero = every change.</summary>
    public TimeSpan MinInterval { get; init; }

    /// <summary>Ignore changes smaller than this; 0 = none.</summary>
    public double AbsoluteDeadband { get; init; }

    /// <summary>Updates the platform keeps while this reader is slow, 1 to 10,000; 0 = 1,000.</summary>
    public int BufferSize { get; init; }

    /// <summary>Told of every break before waiting: why, and how long until the next attempt.</summary>
    public Action<IndustrialGatewayException, TimeSpan>? Interrupted { get; init; }
}
