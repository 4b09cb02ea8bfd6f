namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>Which server of a redundant set to connect, and whether another one is worth leaving the active one for (Part 4 §6.6.2.4).</summary>
internal static class ServerChoice
{
    /// <summary>Among degraded servers, how much higher a level must be to be worth the change: less would swing with the load.</summary>
    public const int MinAdvantage = 50;

    // A server that was never seen: after those that are known to be healthy, before those that are not.
    private const int Unseen = 199;

    /// <summary>
    /// In which order to try them when there is no session: the active one twice, because it may still have the session; then who was tried
    /// least, the best first. Who is under maintenance comes last.
    /// </summary>
    public static IReadOnlyList<RedundantServer> Order(IReadOnlyList<RedundantServer> servers, DateTimeOffset now) =>
    [
        .. servers
            .OrderBy(server => server.RestsUntil > now)
            .ThenBy(server => server.IsActive ? server.Attempts - 1 : server.Attempts)
            .ThenByDescending(server => server.IsActive)
            .ThenByDescending(Promise),
    ];

    /// <summary>
    /// The best of the servers that can be reached and are better than the active one; null when it is to be kept. A healthy one is never left,
    /// not for a healthier one either (Part 4 §6.6.2.4.3).
    /// </summary>
    public static RedundantServer? Better(IReadOnlyList<RedundantServer> servers)
    {
        var active = servers.First(server => server.IsActive);
        return servers
            .Where(server => server is { IsActive: false, IsReachable: true, ServiceLevel: not null } && IsBetter(active, server))
            .MaxBy(server => server.ServiceLevel);
    }

    // What is better this way cannot be worse the other way: two servers are never left for each other while their levels stay.
    private static bool IsBetter(RedundantServer active, RedundantServer other) =>
        active.Range != ServiceLevelRange.Healthy
        && other.Range >= ServiceLevelRange.Degraded
        && (other.Range > active.Range || other.ServiceLevel - active.ServiceLevel >= MinAdvantage);

    private static int Promise(RedundantServer server) =>
        server.IsReachable == false ? -1 : server.ServiceLevel ?? (server.IsReachable is null ? Unseen : byte.MaxValue);
}
