namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>How closely the servers of a redundant set are watched, and how long one is kept. All 10 ms or more.</summary>
public sealed record FailoverOptions
{
    /// <summary>Servers of a set beside the first; more are not used.</summary>
    public const int MaxAlternatives = 7;

    /// <summary>How often the active server is asked for its ServiceLevel.</summary>
    public TimeSpan LevelInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the others are visited, so that it is known before they are needed whether they can be reached; six times as often while the
    /// active one is not healthy.
    /// </summary>
    public TimeSpan StandbyInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The least time between two changes to a better server. A server that is lost is left at once.</summary>
    public TimeSpan MinStay { get; init; } = TimeSpan.FromMinutes(1);
}
