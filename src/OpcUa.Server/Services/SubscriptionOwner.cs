namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>
/// For whom a subscription was made: only the same user may take it over, or the same application where nobody has logged in (Part 4 §5.14.7). An application
/// that has renewed its certificate is the same (Part 4 §6.7).
/// </summary>
/// <param name="User">Empty for anonymous.</param>
/// <param name="ApplicationUri">As the client calls itself; checked against its certificate where the channel is secured.</param>
/// <param name="IsSecured">False with policy None, where nothing but its own word tells one anonymous client from another.</param>
internal sealed record SubscriptionOwner(string User, string ApplicationUri, bool IsSecured)
{
    public static SubscriptionOwner Nobody { get; } = new("", "", IsSecured: false);

    /// <summary>Nothing but its own word tells it from another.</summary>
    public bool IsAnybody => User.Length == 0 && !IsSecured;

    public bool IsSame(SubscriptionOwner other) => User == other.User
        && (User.Length > 0 || (ApplicationUri == other.ApplicationUri && IsSecured == other.IsSecured));
}
