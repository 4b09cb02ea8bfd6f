using System.Numerics;
using System.Runtime.CompilerServices;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Structures;

/// <summary>Reads one body by its definition; an extension object in it is decoded too where its type is known, else it keeps its bytes.</summary>
internal sealed class StructureReader(DataTypeTable types, ReadOnlyMemory<byte> body)
{
    private const int MaxOptionalFields = 32;
    private const int StructureBytes = 3 * UaReader.ObjectOverhead; // the structure and its array of fields
    private const int BodyBytes = UaReader.ObjectOverhead + 72;

    /// <exception cref="UaException">The body is not what the definition says.</exception>
    public UaStructure Read(ref UaReader reader, DataTypeDescription type)
    {
        // Who calls has looked: a type without definition is not read.
        var definition = type.Structure!;
        reader.Enter();
        var fields = FieldEncoding.IsUnion(definition.Kind) ? ReadUnion(ref reader, definition) : ReadSequence(ref reader, definition);
        reader.Leave();
        return new UaStructure(type, fields);
    }

    private UaField[] ReadUnion(ref UaReader reader, StructureDefinition definition)
    {
        var selected = reader.ReadUInt32();
        if (selected > (uint)definition.Fields.Count)
        {
            throw reader.Malformed($"A union of {definition.Fields.Count} fields has no field {selected}.");
        }

        reader.Charge(StructureBytes + Unsafe.SizeOf<UaField>());
        return selected == 0 ? [] : [ReadField(ref reader, definition.Fields[(int)selected - 1], definition.Kind)];
    }

    private UaField[] ReadSequence(ref UaReader reader, StructureDefinition definition)
    {
        var mask = 0u;
        var count = definition.Fields.Count;
        if (definition.Kind == StructureKind.WithOptionalFields)
        {
            mask = ReadMask(ref reader, definition);
            count += BitOperations.PopCount(mask) - definition.Fields.Count(field => field.IsOptional);
        }

        reader.Charge(StructureBytes + ((long)Unsafe.SizeOf<UaField>() * count));
        var fields = new UaField[count];
        var at = 0;
        foreach (var field in definition.Fields)
        {
            if (FieldEncoding.IsMasked(field, definition.Kind))
            {
                var isThere = (mask & 1) != 0;
                mask >>= 1;
                if (!isThere)
                {
                    continue;
                }
            }

            fields[at++] = ReadField(ref reader, field, definition.Kind);
        }

        return fields;
    }

    // "Decoders shall report an error if unassigned bits are not 0" (Part 6 §5.2.7).
    private static uint ReadMask(ref UaReader reader, StructureDefinition definition)
    {
        var mask = reader.ReadUInt32();
        var optional = definition.Fields.Count(field => field.IsOptional);
        if (optional > MaxOptionalFields || (ulong)mask >> optional != 0)
        {
            throw reader.Malformed($"0x{mask:X8} is no mask of {optional} optional fields.");
        }

        return mask;
    }

    private UaField ReadField(ref UaReader reader, StructureField field, StructureKind kind)
    {
        var encoding = FieldEncoding.Of(field, kind, types);
        var value = field.ValueRank switch
        {
            -1 => encoding.Inline is { } inline ? Variant.Of(ReadInline(ref reader, inline)) : ReadScalar(ref reader, encoding.BuiltIn),
            1 => Variant.OfArray(encoding.BuiltIn, ReadElements(ref reader, encoding, reader.ReadInt32())),
            > 1 => ReadMatrix(ref reader, encoding),
            _ => throw reader.Malformed($"The field {field.Name} has the value rank {field.ValueRank}, which no structure can have."),
        };

        // What lies here without an id of its own is read already: again would be twice as often at each level.
        var decoded = encoding.Inline is null ? StructureCodec.Decode(value, types, ref reader) : value;
        return new UaField(field.Name ?? "", decoded, encoding.Declared);
    }

    private static Variant ReadScalar(ref UaReader reader, BuiltInType type) =>
        type == BuiltInType.Variant ? reader.ReadVariant() : VariantCodec.ReadScalar(ref reader, type);

    private ExtensionObject ReadInline(ref UaReader reader, DataTypeDescription type)
    {
        reader.Charge(BodyBytes);
        var start = reader.Position;
        var structure = Read(ref reader, type);
        return new ExtensionObject(type.BodyId, ExtensionBody.Binary, body[start..reader.Position]) { Structure = structure };
    }

    private Array? ReadElements(ref UaReader reader, in FieldEncoding encoding, int count)
    {
        if (encoding.Inline is not { } type)
        {
            return VariantArrayCodec.Read(ref reader, encoding.BuiltIn, count);
        }

        // A structure without fields would take no bytes: so many are not believed (one byte each must be left). No closure: where arrays lie in
        // arrays, there would be one for each, which nobody has charged for.
        var elements = reader.NewElements<ExtensionObject>(count, 1);
        for (var i = 0; i < elements?.Length; i++)
        {
            elements[i] = ReadInline(ref reader, type);
        }

        return elements;
    }

    /// <summary>Dimensions first, then the elements without their number (Part 6 §5.2.5).</summary>
    private Variant ReadMatrix(ref UaReader reader, in FieldEncoding encoding)
    {
        var dimensions = reader.ReadPlainArray<int>();
        if (dimensions is null or [])
        {
            return Variant.OfArray(encoding.BuiltIn, null);
        }

        long count = 1;
        foreach (var dimension in dimensions)
        {
            // "A dimension of 0 or less" is an array without elements.
            count = dimension <= 0 ? 0 : Math.Min(count * dimension, int.MaxValue);
        }

        reader.Charge(UaReader.ObjectOverhead);
        var elements = ReadElements(ref reader, encoding, (int)count);
        return count == 0 || elements is null
            ? Variant.OfArray(encoding.BuiltIn, elements)
            : Variant.OfMatrix(encoding.BuiltIn, elements, dimensions);
    }
}
