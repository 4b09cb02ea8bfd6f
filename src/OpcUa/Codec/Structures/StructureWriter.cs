using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Structures;

/// <summary>Writes structures by their definitions; what a value does not say is written as its type's default.</summary>
internal sealed class StructureWriter(DataTypeTable types)
{
    private const int MaxDepth = 100;
    private int _depth;

    /// <exception cref="UaException">A field does not fit the definition.</exception>
    public void Write(ref UaWriter writer, UaStructure structure)
    {
        var type = structure.Type;
        if (type.Structure is not { } definition)
        {
            throw new UaException(StatusCode.BadEncodingError, $"The structure {type.Name} has no definition.");
        }

        if (structure.Fields.FirstOrDefault(field => definition.Fields.All(each => each.Name != field.Name)) is { Name: { } unknown })
        {
            throw new UaException(StatusCode.BadTypeMismatch, $"{type.Name} has no field '{unknown}'.");
        }

        if (++_depth > MaxDepth)
        {
            throw new UaException(StatusCode.BadEncodingLimitsExceeded, $"{type.Name} lies deeper in itself than {MaxDepth}.");
        }

        if (FieldEncoding.IsUnion(definition.Kind))
        {
            WriteUnion(ref writer, structure, definition);
        }
        else
        {
            WriteSequence(ref writer, structure, definition);
        }

        _depth--;
    }

    private void WriteUnion(ref UaWriter writer, UaStructure structure, StructureDefinition definition)
    {
        if (structure.Fields.Count > 1)
        {
            throw new UaException(StatusCode.BadTypeMismatch, $"The union {structure.Type.Name} takes one field, not {structure.Fields.Count}.");
        }

        if (structure.Fields.Count == 0)
        {
            writer.WriteUInt32(0);
            return;
        }

        var index = definition.Fields.Index().First(each => each.Item.Name == structure.Fields[0].Name).Index;
        writer.WriteUInt32((uint)index + 1);
        WriteField(ref writer, definition.Fields[index], definition.Kind, structure.Fields[0].Value);
    }

    private void WriteSequence(ref UaWriter writer, UaStructure structure, StructureDefinition definition)
    {
        if (definition.Kind == StructureKind.WithOptionalFields)
        {
            var mask = 0u;
            foreach (var (index, field) in definition.Fields.Where(field => field.IsOptional).Index())
            {
                mask |= structure.TryGet(field.Name ?? "", out _) ? 1u << index : 0;
            }

            writer.WriteUInt32(mask);
        }

        foreach (var field in definition.Fields)
        {
            if (structure.TryGet(field.Name ?? "", out var value) || !FieldEncoding.IsMasked(field, definition.Kind))
            {
                WriteField(ref writer, field, definition.Kind, value);
            }
        }
    }

    private void WriteField(ref UaWriter writer, StructureField field, StructureKind kind, in Variant value)
    {
        var encoding = FieldEncoding.Of(field, kind, types);
        if (field.ValueRank < 1)
        {
            WriteOne(ref writer, field, encoding, value);
            return;
        }

        var (elements, dimensions) = ElementsOf(field, encoding, value);
        if (field.ValueRank > 1)
        {
            writer.WriteArray(dimensions, static (ref writer, length) => writer.WriteInt32(length));
        }
        else
        {
            writer.WriteInt32(elements?.Length ?? -1);
        }

        for (var i = 0; i < (elements?.Length ?? 0); i++)
        {
            WriteOne(ref writer, field, encoding, VariantArrays.ElementAt(value.Type, elements!, i)); // not null: the loop runs
        }
    }

    private static (Array? Elements, IReadOnlyList<int> Dimensions) ElementsOf(
        StructureField field, in FieldEncoding encoding, in Variant value)
    {
        if (value is { IsNull: true } or { Shape: VariantShape.Array, Reference: null })
        {
            return (null, []);
        }

        if (value.Type != encoding.BuiltIn && encoding.BuiltIn != BuiltInType.Variant)
        {
            throw Mismatch(field, encoding, value);
        }

        return value.Reference switch
        {
            Array elements when field.ValueRank == 1 => (elements, []),
            Array { Length: 0 } => (null, new int[field.ValueRank]),
            VariantMatrix matrix when matrix.Dimensions.Count == field.ValueRank => (matrix.Elements, matrix.Dimensions),
            _ => throw Mismatch(field, encoding, value),
        };
    }

    private void WriteOne(ref UaWriter writer, StructureField field, in FieldEncoding encoding, in Variant value)
    {
        if (encoding.Inline is { } type)
        {
            WriteInline(ref writer, field, encoding, type, value);
        }
        else if (encoding.BuiltIn == BuiltInType.Variant)
        {
            writer.WriteVariant(value);
        }
        else
        {
            VariantCodec.WriteScalar(ref writer, value.IsNull ? DefaultOf(encoding.BuiltIn) : Fitting(field, encoding, value));
        }
    }

    private void WriteInline(ref UaWriter writer, StructureField field, in FieldEncoding encoding, DataTypeDescription type, in Variant value)
    {
        if (value.IsNull || value.Reference is ExtensionObject { IsNull: true } or null)
        {
            Write(ref writer, new UaStructure(type, []));
        }
        else if (value.Reference is ExtensionObject { Encoding: ExtensionBody.Binary } body && (body.TypeId == type.BodyId || body.TypeId == type.Id))
        {
            writer.WriteRaw(body.Body.Span);
        }
        else
        {
            throw Mismatch(field, encoding, value);
        }
    }

    private static Variant Fitting(StructureField field, in FieldEncoding encoding, in Variant value) =>
        value.Type == encoding.BuiltIn && value.Shape == VariantShape.Scalar ? value : throw Mismatch(field, encoding, value);

    private static Variant DefaultOf(BuiltInType type) => type switch
    {
        BuiltInType.Guid => Variant.Of(Guid.Empty),
        BuiltInType.NodeId => Variant.Of(default(NodeId)),
        BuiltInType.ExpandedNodeId => Variant.Of(default(ExpandedNodeId)),
        BuiltInType.QualifiedName => Variant.Of(default(QualifiedName)),
        BuiltInType.LocalizedText => Variant.Of(default(LocalizedText)),
        BuiltInType.ExtensionObject => Variant.Of(ExtensionObject.Null),
        BuiltInType.DataValue => Variant.Of(default(DataValue)),
        _ => Variant.FromReference(type, null),
    };

    private static UaException Mismatch(StructureField field, in FieldEncoding encoding, in Variant value) => new(
        StatusCode.BadTypeMismatch,
        $"The field {field.Name} takes {encoding.BuiltIn} of rank {field.ValueRank}, not {value.Type} ({value.Shape}).");
}
