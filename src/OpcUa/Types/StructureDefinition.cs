namespace IndustrialGateway.OpcUa.Types;

/// <summary>How the fields of a structure lie on the wire (Part 3 §8.49).</summary>
public enum StructureKind
{
    /// <summary>All fields, one after the other.</summary>
    Structure = 0,

    /// <summary>A mask tells which of the optional fields are there (Part 6 §5.2.7).</summary>
    WithOptionalFields = 1,

    /// <summary>A number tells which one field is there; 0 is none (Part 6 §5.2.8).</summary>
    Union = 2,

    /// <summary>As <see cref="Structure"/>; fields marked optional carry any subtype, in an ExtensionObject or Variant.</summary>
    WithSubtypedValues = 3,

    /// <summary>As <see cref="Union"/>; fields marked optional carry any subtype.</summary>
    UnionWithSubtypedValues = 4,
}

/// <summary>One field of a structure (Part 3 §8.51).</summary>
public sealed record StructureField
{
    public string? Name { get; init; }

    public LocalizedText Description { get; init; }

    public NodeId DataType { get; init; }

    /// <summary>-1 for one value, 1 for an array, 2 and more for a matrix of so many dimensions.</summary>
    public int ValueRank { get; init; } = -1;

    /// <summary>The most elements of each dimension, 0 where it is not known; null for one value.</summary>
    public IReadOnlyList<uint>? ArrayDimensions { get; init; }

    /// <summary>The longest String or ByteString in bytes; 0 when it is not known.</summary>
    public uint MaxStringLength { get; init; }

    /// <summary>The field may be missing, or, in the kinds with subtyped values, may carry a subtype.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>The fields of a structured DataType, those of its supertypes first: its DataTypeDefinition attribute (Part 3 §8.48).</summary>
public sealed record StructureDefinition
{
    /// <summary>The id under which bodies of this type stand in an ExtensionObject in OPC UA binary.</summary>
    public NodeId DefaultEncodingId { get; init; }

    public NodeId BaseDataType { get; init; }

    public StructureKind Kind { get; init; }

    public IReadOnlyList<StructureField> Fields { get; init; } = [];
}
