using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Which references a browse follows and how far it lets a server go on.</summary>
public sealed record BrowseOptions
{
    /// <summary>Hierarchical references forward: the children of a node.</summary>
    public static BrowseOptions Children { get; } = new();

    public BrowseDirection Direction { get; init; } = BrowseDirection.Forward;

    /// <summary>HierarchicalReferences with its subtypes; null is every type.</summary>
    public NodeId ReferenceTypeId { get; init; } = new(33);

    public bool IncludeSubtypes { get; init; } = true;

    /// <summary>Unspecified is every class.</summary>
    public NodeClasses NodeClassMask { get; init; }

    /// <summary>References in one answer for one node.</summary>
    public uint ReferencesPerPage { get; init; } = 1000;

    /// <summary>Pages of one node after which a server is taken for endless.</summary>
    public int MaxPages { get; init; } = 10_000;

    /// <summary>References of one node after which a server is taken for endless.</summary>
    public int MaxReferences { get; init; } = 5_000_000;

    internal BrowseDescription Of(NodeId node) => new()
    {
        NodeId = node,
        Direction = Direction,
        ReferenceTypeId = ReferenceTypeId,
        IncludeSubtypes = IncludeSubtypes,
        NodeClassMask = NodeClassMask,
    };
}
