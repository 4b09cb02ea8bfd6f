using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Sources.OpcUa.Filling;

/// <summary>A gap that is still to be filled, and how far that has come. Its points go by their nodes, which outlive the process.</summary>
/// <param name="Id">The gap's number.</param>
/// <param name="Reason">The gap's.</param>
/// <param name="FromTicks">By the gateway's clock, 100 ns ticks since 1601.</param>
/// <param name="ToTicks">By the gateway's clock, 100 ns ticks since 1601.</param>
/// <param name="Nodes">With their namespaces' URIs.</param>
internal sealed record PendingFill(ulong Id, GapReason Reason, long FromTicks, long ToTicks, IReadOnlyList<string> Nodes)
{
    /// <inheritdoc cref="LossTime.FromServerTicks"/>
    public long? FromServerTicks { get; init; }

    /// <inheritdoc cref="LossTime.ToServerTicks"/>
    public long? ToServerTicks { get; init; }

    /// <summary>So many of the nodes have been read to their ends.</summary>
    public int Done { get; init; }

    /// <summary>The values that they had.</summary>
    public ulong Count { get; init; }

    /// <summary>One of them could not be read: the gap is not going to be whole.</summary>
    public bool IsPartial { get; init; }

    /// <summary>How often the machine has answered nothing useful.</summary>
    public int Failures { get; init; }
}
