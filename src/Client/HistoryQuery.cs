namespace IndustrialGateway.Client;

/// <summary>Which raw samples of one point.</summary>
public sealed record HistoryQuery
{
    /// <summary>Full name, <c>gateways/{gateway}/points/{path}</c>.</summary>
    public required string Point { get; init; }

    /// <summary>First source time of the range.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The range ends before this source time.</summary>
    public required DateTimeOffset To { get; init; }

    public bool NewestFirst { get; init; }

    /// <summary>Also the last sample before <see cref="From"/>, so that a step line can begin.</summary>
    public bool IncludeBounds { get; init; }

    /// <summary>Samples per page, 1 to 10,000; 0 = 10,000.</summary>
    public int PageSize { get; init; }
}
