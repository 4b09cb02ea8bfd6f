using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client.History;

/// <summary>How history is read and how far a server is let go on.</summary>
public sealed record HistoryOptions
{
    /// <summary>Most values of one node in one answer.</summary>
    public uint ValuesPerPage { get; init; } = 10_000;

    /// <summary>Most values in one answer, over all its nodes: what the client must hold at once.</summary>
    public int ValuesPerRequest { get; init; } = 100_000;

    /// <summary>Asks for the values at or around both ends too (Part 11 §6.4.3.2): they may lie outside the interval, and BadBoundNotFound may stand for them.</summary>
    public bool ReturnBounds { get; init; }

    public TimestampsToReturn Timestamps { get; init; } = TimestampsToReturn.Both;

    /// <summary>Pages of one node after which a server is taken for endless.</summary>
    public int MaxPages { get; init; } = 1_000_000;

    /// <summary>Values of one node after which a server is taken for endless.</summary>
    public long MaxValues { get; init; } = 1_000_000_000;
}
