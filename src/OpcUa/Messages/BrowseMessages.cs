using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Which way references are followed (Part 4 §7.5).</summary>
public enum BrowseDirection
{
    Forward = 0,
    Inverse = 1,
    Both = 2,
}

/// <summary>What a node is; as bits, so that several can be asked for (Part 3 §8.30).</summary>
[Flags]
public enum NodeClasses
{
    Unspecified = 0,
    Object = 1,
    Variable = 2,
    Method = 4,
    ObjectType = 8,
    VariableType = 16,
    ReferenceType = 32,
    DataType = 64,
    View = 128,
}

/// <summary>Which references of which node are wanted (Part 4 §5.9.2).</summary>
public sealed record BrowseDescription
{
    internal const int MinBytes = 17;
    internal const int ObjectBytes = 72;

    /// <summary>All fields of a <see cref="ReferenceDescription"/>.</summary>
    public const uint AllFields = 63;

    public NodeId NodeId { get; init; }

    public BrowseDirection Direction { get; init; }

    /// <summary>Null is every type of reference.</summary>
    public NodeId ReferenceTypeId { get; init; }

    public bool IncludeSubtypes { get; init; } = true;

    /// <summary>Unspecified is every class.</summary>
    public NodeClasses NodeClassMask { get; init; }

    public uint ResultMask { get; init; } = AllFields;

    internal static BrowseDescription Read(ref UaReader reader) => new()
    {
        NodeId = reader.ReadNodeId(),
        Direction = (BrowseDirection)reader.ReadInt32(),
        ReferenceTypeId = reader.ReadNodeId(),
        IncludeSubtypes = reader.ReadBoolean(),
        NodeClassMask = (NodeClasses)reader.ReadUInt32(),
        ResultMask = reader.ReadUInt32(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(NodeId);
        writer.WriteInt32((int)Direction);
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IncludeSubtypes);
        writer.WriteUInt32((uint)NodeClassMask);
        writer.WriteUInt32(ResultMask);
    }
}

/// <summary>A reference and what it leads to (Part 4 §7.30).</summary>
public sealed record ReferenceDescription
{
    internal const int MinBytes = 18;
    internal const int ObjectBytes = 152;

    public NodeId ReferenceTypeId { get; init; }

    public bool IsForward { get; init; }

    public ExpandedNodeId NodeId { get; init; }

    public QualifiedName BrowseName { get; init; }

    public LocalizedText DisplayName { get; init; }

    public NodeClasses NodeClass { get; init; }

    public ExpandedNodeId TypeDefinition { get; init; }

    internal static ReferenceDescription Read(ref UaReader reader) => new()
    {
        ReferenceTypeId = reader.ReadNodeId(),
        IsForward = reader.ReadBoolean(),
        NodeId = reader.ReadExpandedNodeId(),
        BrowseName = reader.ReadQualifiedName(),
        DisplayName = reader.ReadLocalizedText(),
        NodeClass = (NodeClasses)reader.ReadInt32(),
        TypeDefinition = reader.ReadExpandedNodeId(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(ReferenceTypeId);
        writer.WriteBoolean(IsForward);
        writer.WriteExpandedNodeId(NodeId);
        writer.WriteQualifiedName(BrowseName);
        writer.WriteLocalizedText(DisplayName);
        writer.WriteInt32((int)NodeClass);
        writer.WriteExpandedNodeId(TypeDefinition);
    }
}

/// <summary>The references of one node, or their beginning when there is a continuation point.</summary>
public sealed record BrowseResult
{
    internal const int MinBytes = 12;
    internal const int ObjectBytes = 48;

    public StatusCode Status { get; init; }

    /// <summary>Null or empty when this is all.</summary>
    public byte[]? ContinuationPoint { get; init; }

    public ReferenceDescription[] References { get; init; } = [];

    internal static BrowseResult Read(ref UaReader reader) => new()
    {
        Status = reader.ReadStatusCode(),
        ContinuationPoint = reader.ReadByteString(),
        References = reader.ReadArray(
            ReferenceDescription.MinBytes, ReferenceDescription.Read, ReferenceDescription.ObjectBytes) ?? [],
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WriteByteString(ContinuationPoint);
        writer.WriteArray(References, static (ref writer, reference) => reference.Write(ref writer));
    }
}

/// <summary>Asks for references (Part 4 §5.9.2); views are not used, so the view is written and read as the null view.</summary>
public sealed class BrowseRequest : ServiceRequest
{
    /// <summary>Null is the whole address space.</summary>
    public NodeId ViewId { get; init; }

    /// <summary>0 is as many as the server likes.</summary>
    public uint RequestedMaxReferencesPerNode { get; init; }

    public BrowseDescription[] NodesToBrowse { get; init; } = [];

    public override uint EncodingId => MessageIds.BrowseRequest;

    internal static BrowseRequest Read(ref UaReader reader)
    {
        var header = RequestHeader.Read(ref reader);
        var view = reader.ReadNodeId();
        reader.ReadDateTime();
        reader.ReadUInt32();
        return new BrowseRequest
        {
            Header = header,
            ViewId = view,
            RequestedMaxReferencesPerNode = reader.ReadUInt32(),
            NodesToBrowse = reader.ReadArray(BrowseDescription.MinBytes, BrowseDescription.Read, BrowseDescription.ObjectBytes) ?? [],
        };
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteNodeId(ViewId);
        writer.WriteDateTime(UaDateTime.Null);
        writer.WriteUInt32(0);
        writer.WriteUInt32(RequestedMaxReferencesPerNode);
        writer.WriteArray(NodesToBrowse, static (ref writer, node) => node.Write(ref writer));
    }
}

public sealed class BrowseResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public BrowseResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.BrowseResponse;

    internal static BrowseResponse Read(ref UaReader reader)
    {
        var response = new BrowseResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(BrowseResult.MinBytes, BrowseResult.Read, BrowseResult.ObjectBytes) ?? [],
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
