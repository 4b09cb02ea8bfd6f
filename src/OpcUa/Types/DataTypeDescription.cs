namespace IndustrialGateway.OpcUa.Types;

/// <summary>What is known of a DataType: how its values lie on the wire, and what they mean (Part 3 §5.8.3).</summary>
public sealed record DataTypeDescription
{
    public NodeId Id { get; init; }

    public QualifiedName Name { get; init; }

    /// <summary>
    /// How values are carried: ExtensionObject for structures, Int32 for enumerations, Variant for abstract types such as Number,
    /// Null when that could not be found out.
    /// </summary>
    public BuiltInType BuiltIn { get; init; }

    /// <summary>A field of an abstract structure carries a subtype, in an ExtensionObject.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>Of a structure whose bodies can be decoded; fields of supertypes first.</summary>
    public StructureDefinition? Structure { get; init; }

    /// <summary>Of an enumeration or option set whose texts are known.</summary>
    public EnumDefinition? Enumeration { get; init; }

    /// <summary>What an extension object around this structure has for its id; the type's own id where there is no encoding of its own.</summary>
    public NodeId BodyId => Structure is { DefaultEncodingId.IsNull: false } structure ? structure.DefaultEncodingId : Id;

    /// <summary>Whether a field of this type holds the structure's fields without anything around them (Part 6 §5.1.7).</summary>
    internal bool IsInline => BuiltIn == BuiltInType.ExtensionObject && Structure is not null && !IsAbstract;
}
