namespace IndustrialGateway.OpcUa.Client.Redundancy;

/// <summary>One server of a redundant set, as it was seen last.</summary>
/// <param name="Url">Where it is, as it was configured or found.</param>
public sealed record RedundantServer(Uri Url)
{
    /// <summary>Its application URI; empty until it is known.</summary>
    public string ApplicationUri { get; init; } = "";

    /// <summary>0 to 255 (Part 4 §6.6.2.4.2); null when it has not been read, or when the server has none.</summary>
    public byte? ServiceLevel { get; init; }

    /// <summary>Null when it has not been tried yet.</summary>
    public bool? IsReachable { get; init; }

    /// <summary>It has the session, or is tried first to have it back. One of a set is.</summary>
    public bool IsActive { get; init; }

    /// <summary>What its level means; a server that does not tell one counts as healthy.</summary>
    public ServiceLevelRange Range => RangeOf(ServiceLevel);

    /// <summary>The level in words, such as <c>100, degraded</c>.</summary>
    public string Health => (ServiceLevel, Range) switch
    {
        (null, _) => "unknown",
        ({ } level, ServiceLevelRange.Maintenance) => $"{level}, in maintenance",
        ({ } level, ServiceLevelRange.NoData) => $"{level}, without data",
        ({ } level, ServiceLevelRange.Degraded) => $"{level}, degraded",
        ({ } level, _) => $"{level}, healthy",
    };

    /// <summary>As which another server of the set has named it; empty for one that was configured, which is whoever is at its URL.</summary>
    internal string NamedUri { get; init; } = "";

    /// <summary>How often it was tried since there was a session.</summary>
    internal int Attempts { get; init; }

    /// <summary>Under maintenance until then: it asks not to be asked.</summary>
    internal DateTimeOffset RestsUntil { get; init; }

    internal static ServiceLevelRange RangeOf(byte? level) => level switch
    {
        0 => ServiceLevelRange.Maintenance,
        1 => ServiceLevelRange.NoData,
        < 200 => ServiceLevelRange.Degraded,
        _ => ServiceLevelRange.Healthy,
    };
}
