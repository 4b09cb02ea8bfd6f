using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>One step from a node to another: which references are followed, and the browse name at their end (Part 4 §7.31).</summary>
/// <param name="ReferenceTypeId">Null is every type of reference.</param>
/// <param name="TargetName">Without a name (only allowed in the last step, and refused by this service) every target matches.</param>
public readonly record struct RelativePathElement(
    NodeId ReferenceTypeId,
    QualifiedName TargetName,
    bool IsInverse = false,
    bool IncludeSubtypes = true)
{
    internal const int MinBytes = 10;

    internal static RelativePathElement Read(ref UaReader reader)
    {
        var type = reader.ReadNodeId();
        var isInverse = reader.ReadBoolean();
        var includeSubtypes = reader.ReadBoolean();
        return new RelativePathElement(type, reader.ReadQualifiedName(), isInverse, includeSubtypes);
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IsInverse);
        writer.WriteBoolean(IncludeSubtypes);
        writer.WriteQualifiedName(TargetName);
    }
}

/// <summary>A way through the address space from a node (Part 4 §5.9.4).</summary>
public sealed record BrowsePath
{
    internal const int MinBytes = 6;
    internal const int ObjectBytes = 40;

    public NodeId StartingNode { get; init; }

    public RelativePathElement[] Elements { get; init; } = [];

    internal static BrowsePath Read(ref UaReader reader) => new()
    {
        StartingNode = reader.ReadNodeId(),
        Elements = reader.ReadArray(RelativePathElement.MinBytes, RelativePathElement.Read) ?? [],
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(StartingNode);
        writer.WriteArray(Elements, static (ref writer, element) => element.Write(ref writer));
    }
}

/// <summary>A node at the end of a path, or where the path leaves the server.</summary>
/// <param name="RemainingPathIndex">The first step that was not followed; <see cref="Complete"/> when all were.</param>
public readonly record struct BrowsePathTarget(ExpandedNodeId TargetId, uint RemainingPathIndex = BrowsePathTarget.Complete)
{
    /// <summary>The path was followed to its end.</summary>
    public const uint Complete = uint.MaxValue;

    internal const int MinBytes = 6;

    internal static BrowsePathTarget Read(ref UaReader reader) => new(reader.ReadExpandedNodeId(), reader.ReadUInt32());

    internal void Write(ref UaWriter writer)
    {
        writer.WriteExpandedNodeId(TargetId);
        writer.WriteUInt32(RemainingPathIndex);
    }
}

/// <summary>Where a path leads (Part 4 §5.9.4).</summary>
public sealed record BrowsePathResult
{
    internal const int MinBytes = 8;
    internal const int ObjectBytes = 32;

    /// <summary>BadNoMatch when there is no such way.</summary>
    public StatusCode Status { get; init; }

    /// <summary>Several when a name occurs more than once; the one of the type's declaration comes first.</summary>
    public BrowsePathTarget[] Targets { get; init; } = [];

    internal static BrowsePathResult Read(ref UaReader reader) => new()
    {
        Status = reader.ReadStatusCode(),
        Targets = reader.ReadArray(BrowsePathTarget.MinBytes, BrowsePathTarget.Read) ?? [],
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WriteArray(Targets, static (ref writer, target) => target.Write(ref writer));
    }
}

/// <summary>Follows paths of browse names to node ids: TranslateBrowsePathsToNodeIds (Part 4 §5.9.4).</summary>
public sealed class TranslateBrowsePathsRequest : ServiceRequest
{
    public BrowsePath[] BrowsePaths { get; init; } = [];

    public override uint EncodingId => MessageIds.TranslateBrowsePathsRequest;

    internal static TranslateBrowsePathsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        BrowsePaths = reader.ReadArray(BrowsePath.MinBytes, BrowsePath.Read, BrowsePath.ObjectBytes) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) =>
        writer.WriteArray(BrowsePaths, static (ref writer, path) => path.Write(ref writer));
}

public sealed class TranslateBrowsePathsResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public BrowsePathResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.TranslateBrowsePathsResponse;

    internal static TranslateBrowsePathsResponse Read(ref UaReader reader)
    {
        var response = new TranslateBrowsePathsResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(BrowsePathResult.MinBytes, BrowsePathResult.Read, BrowsePathResult.ObjectBytes) ?? [],
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteArray(Results, static (ref writer, result) => result.Write(ref writer));
        writer.WriteNoDiagnostics();
    }
}
