using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What a filter's operator works on (Part 4 §7.7.4).</summary>
public abstract record FilterOperand
{
    // A null node id and an encoding byte: what an extension object takes at the least.
    internal const int MinBytes = 3;
    internal const int ObjectBytes = 64;

    /// <summary>Known kinds are read where they lie; another stays raw, so that a server can name it in its refusal.</summary>
    internal static FilterOperand Read(ref UaReader reader)
    {
        var id = reader.ReadNodeId();
        var encoding = reader.ReadExtensionEncoding();
        var known = encoding == ExtensionBody.Binary && id is { NamespaceIndex: 0, IdType: IdType.Numeric } ? id.Numeric : 0;
        return known switch
        {
            MessageIds.ElementOperand => reader.ReadBody(ElementOperand.ReadBody),
            MessageIds.LiteralOperand => reader.ReadBody(LiteralOperand.ReadBody),
            MessageIds.AttributeOperand => reader.ReadBody(AttributeOperand.ReadBody),
            MessageIds.SimpleAttributeOperand => reader.ReadBody(SimpleAttributeOperand.Read),
            _ => new UnknownOperand(new ExtensionObject(id, encoding, encoding == ExtensionBody.None ? null : reader.ReadByteString())),
        };
    }

    internal abstract void Write(ref UaWriter writer);
}

/// <summary>The result of another element of the same filter, which must come later (Part 4 §7.7.4.2).</summary>
/// <param name="Index">Of the element, from 0.</param>
public sealed record ElementOperand(uint Index) : FilterOperand
{
    internal static ElementOperand ReadBody(ref UaReader reader) => new(reader.ReadUInt32());

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.ElementOperand, Index, static (ref writer, index) => writer.WriteUInt32(index));
}

/// <summary>A value (Part 4 §7.7.4.3).</summary>
public sealed record LiteralOperand(Variant Value) : FilterOperand
{
    internal static LiteralOperand ReadBody(ref UaReader reader) => new(reader.ReadVariant());

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.LiteralOperand, Value, static (ref writer, value) => writer.WriteVariant(value));
}

/// <summary>An attribute of a node that a path leads to (Part 4 §7.7.4.4). Event filters have no use for it.</summary>
public sealed record AttributeOperand : FilterOperand
{
    public NodeId NodeId { get; init; }

    public string? Alias { get; init; }

    public RelativePathElement[] BrowsePath { get; init; } = [];

    public AttributeId Attribute { get; init; } = AttributeId.Value;

    public string? IndexRange { get; init; }

    internal static AttributeOperand ReadBody(ref UaReader reader) => new()
    {
        NodeId = reader.ReadNodeId(),
        Alias = reader.ReadString(),
        BrowsePath = reader.ReadArray(RelativePathElement.MinBytes, RelativePathElement.Read) ?? [],
        Attribute = (AttributeId)reader.ReadInt32(),
        IndexRange = reader.ReadString(),
    };

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.AttributeOperand, this, static (ref writer, operand) =>
        {
            writer.WriteNodeId(operand.NodeId);
            writer.WriteString(operand.Alias);
            writer.WriteArray(operand.BrowsePath, static (ref writer, element) => element.Write(ref writer));
            writer.WriteInt32((int)operand.Attribute);
            writer.WriteString(operand.IndexRange);
        });
}

/// <summary>A field of an event: an attribute of what a path of browse names leads to from an event type (Part 4 §7.7.4.5).</summary>
/// <param name="TypeDefinitionId">The type that has the field; events of its subtypes have it too.</param>
/// <param name="BrowsePath">Empty is the event or condition itself.</param>
public sealed record SimpleAttributeOperand(
    NodeId TypeDefinitionId,
    QualifiedName[] BrowsePath,
    AttributeId Attribute = AttributeId.Value,
    string? IndexRange = null) : FilterOperand
{
    internal new const int MinBytes = 14;

    private const int MinNameBytes = 6;

    internal static new SimpleAttributeOperand Read(ref UaReader reader) => new(
        reader.ReadNodeId(),
        reader.ReadArray(MinNameBytes, static (ref reader) => reader.ReadQualifiedName()) ?? [],
        (AttributeId)reader.ReadInt32(),
        reader.ReadString());

    /// <summary>As a select clause: the structure without an extension object around it.</summary>
    internal void WriteBody(ref UaWriter writer)
    {
        writer.WriteNodeId(TypeDefinitionId);
        writer.WriteArray(BrowsePath, static (ref writer, name) => writer.WriteQualifiedName(name));
        writer.WriteInt32((int)Attribute);
        writer.WriteString(IndexRange);
    }

    internal override void Write(ref UaWriter writer) =>
        writer.WriteStructure(MessageIds.SimpleAttributeOperand, this, static (ref writer, operand) => operand.WriteBody(ref writer));
}

/// <summary>An operand of a kind that is not known here.</summary>
public sealed record UnknownOperand(ExtensionObject Body) : FilterOperand
{
    internal override void Write(ref UaWriter writer) => writer.WriteExtensionObject(Body);
}
