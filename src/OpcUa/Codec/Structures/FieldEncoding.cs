using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Structures;

/// <summary>How one field lies on the wire: as a built-in type, or as the fields of a structure with nothing around them.</summary>
/// <param name="Inline">The structure; null for a built-in type.</param>
/// <param name="Declared">What the definition names.</param>
internal readonly record struct FieldEncoding(BuiltInType BuiltIn, DataTypeDescription? Inline, DataTypeDescription Declared)
{
    /// <exception cref="UaException">The field's type is not known, or cannot be carried.</exception>
    public static FieldEncoding Of(StructureField field, StructureKind kind, DataTypeTable types)
    {
        var type = types.Find(field.DataType);
        if (type is null or { BuiltIn: BuiltInType.Null })
        {
            throw new UaException(StatusCode.BadDataTypeIdUnknown, $"The type {field.DataType} of the field {field.Name} is not known.");
        }

        if (type.BuiltIn == BuiltInType.ExtensionObject && type.Structure is null && !type.IsAbstract)
        {
            throw new UaException(StatusCode.BadDataTypeIdUnknown, $"The structure {type.Name} of the field {field.Name} has no definition.");
        }

        // "IsOptional" means "any subtype" in these kinds (Part 6 §5.1.7).
        var isSubtyped = field.IsOptional && kind is (StructureKind.WithSubtypedValues or StructureKind.UnionWithSubtypedValues);
        if (type.BuiltIn == BuiltInType.ExtensionObject)
        {
            return new FieldEncoding(BuiltInType.ExtensionObject, type.IsInline && !isSubtyped ? type : null, type);
        }

        return new FieldEncoding(isSubtyped ? BuiltInType.Variant : type.BuiltIn, null, type);
    }

    /// <summary>Whether a mask tells if the field is there.</summary>
    public static bool IsMasked(StructureField field, StructureKind kind) =>
        kind == StructureKind.WithOptionalFields && field.IsOptional;

    public static bool IsUnion(StructureKind kind) => kind is StructureKind.Union or StructureKind.UnionWithSubtypedValues;
}
