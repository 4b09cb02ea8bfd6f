namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Who made a subscription: only the same user of the same application may take it over (Part 4 §5.14.7).</summary>
/// <param name="User">Empty for anonymous.</param>
/// <param name="ApplicationUri">As the client calls itself; checked against its certificate where there is one.</param>
/// <param name="Certificate">Of the client's channel; empty with policy None, where nothing but its own word tells one client from another.</param>
internal sealed record SubscriptionOwner(string User, string ApplicationUri, ReadOnlyMemory<byte> Certificate)
{
    public static SubscriptionOwner Nobody { get; } = new("", "", default);

    /// <summary>Nothing but its own word tells it from another.</summary>
    public bool IsAnybody => User.Length == 0 && Certificate.IsEmpty;

    public bool IsSame(SubscriptionOwner other) =>
        User == other.User && ApplicationUri == other.ApplicationUri && Certificate.Span.SequenceEqual(other.Certificate.Span);
}
