using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What happened to a node; more than one may hold (Part 5 §12.16).</summary>
[Flags]
public enum ModelChangeVerbs
{
    None = 0,
    NodeAdded = 1,
    NodeDeleted = 2,
    ReferenceAdded = 4,
    ReferenceDeleted = 8,
    DataTypeChanged = 16,
}

/// <summary>A change of the address space, in the field Changes of a GeneralModelChangeEvent (Part 3 §9.32.7, Part 5 §12.16).</summary>
/// <param name="AffectedType">The node's type definition; null where it has none or the server does not tell.</param>
public readonly record struct ModelChange(NodeId Affected, NodeId AffectedType, ModelChangeVerbs Verb)
{
    /// <summary>The structure in an extension object; null when it is something else.</summary>
    public static ModelChange? Decode(ExtensionObject? body, CodecLimits limits)
    {
        if (body is not { Encoding: ExtensionBody.Binary } || body.TypeId != new NodeId(MessageIds.ModelChangeStructure))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        return new ModelChange(reader.ReadNodeId(), reader.ReadNodeId(), (ModelChangeVerbs)reader.ReadByte());
    }

    public ExtensionObject ToExtensionObject() => Structures.Wrap(MessageIds.ModelChangeStructure, this, static (ref writer, change) =>
    {
        writer.WriteNodeId(change.Affected);
        writer.WriteNodeId(change.AffectedType);
        writer.WriteByte((byte)change.Verb);
    });
}

/// <summary>A node whose meaning changed, such as its unit, in the field Changes of a SemanticChangeEvent (Part 5 §12.17).</summary>
public readonly record struct SemanticChange(NodeId Affected, NodeId AffectedType)
{
    /// <summary>The structure in an extension object; null when it is something else.</summary>
    public static SemanticChange? Decode(ExtensionObject? body, CodecLimits limits)
    {
        if (body is not { Encoding: ExtensionBody.Binary } || body.TypeId != new NodeId(MessageIds.SemanticChangeStructure))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        return new SemanticChange(reader.ReadNodeId(), reader.ReadNodeId());
    }

    public ExtensionObject ToExtensionObject() => Structures.Wrap(MessageIds.SemanticChangeStructure, this, static (ref writer, change) =>
    {
        writer.WriteNodeId(change.Affected);
        writer.WriteNodeId(change.AffectedType);
    });
}
