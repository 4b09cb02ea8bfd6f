using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Structures;

/// <summary>
/// Structures by their definitions (Part 6 §5.2.6 to §5.2.8). What cannot be decoded keeps its type id and bytes, and is never dropped.
/// </summary>
public static class StructureCodec
{
    /// <summary>
    /// The value with all extension objects decoded whose types are known, also those in arrays, Variants and DataValues. Elements of arrays are
    /// decoded in place.
    /// </summary>
    public static Variant Decode(in Variant value, DataTypeTable types, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(limits);
        if (!MayHoldStructures(value.Type) || value.Reference is null)
        {
            return value;
        }

        // One budget for all bodies: a thousand small ones may not take a thousand times the base.
        var reader = UaReader.OfBudget(BodyBytes(value, 0), limits);
        return Decode(value, types, ref reader);
    }

    /// <summary>The structure in a body; null when its type is not known.</summary>
    /// <exception cref="UaException">The body is not what the type's definition says.</exception>
    public static UaStructure? Read(ExtensionObject body, DataTypeTable types, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(types);
        if (body.Encoding != ExtensionBody.Binary || types.FindBody(body.TypeId) is not { } type)
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        return ReadWhole(ref reader, type, types, body.Body);
    }

    /// <summary>The extension object of a structure, missing fields with their default values.</summary>
    /// <exception cref="UaException">A field does not fit the definition.</exception>
    public static ExtensionObject Encode(UaStructure structure, DataTypeTable types)
    {
        ArgumentNullException.ThrowIfNull(structure);
        ArgumentNullException.ThrowIfNull(types);
        using var body = new PooledBufferWriter(256);
        var writer = new UaWriter(body);
        new StructureWriter(types).Write(ref writer, structure);
        writer.Flush();
        return new ExtensionObject(structure.Type.BodyId, ExtensionBody.Binary, body.WrittenSpan.ToArray()) { Structure = structure };
    }

    /// <summary>Adds the type ids of the bodies in a value that are not decoded, also of those in decoded structures.</summary>
    public static void Undecoded(in Variant value, ICollection<NodeId> typeIds)
    {
        ArgumentNullException.ThrowIfNull(typeIds);
        switch (value.Reference)
        {
            case ExtensionObject body:
                Undecoded(body, typeIds);
                break;
            case DataValue data:
                Undecoded(data.Value, typeIds);
                break;
            case VariantMatrix matrix when MayHoldStructures(value.Type):
                Undecoded(matrix.Elements, typeIds);
                break;
            case Array elements when MayHoldStructures(value.Type):
                Undecoded(elements, typeIds);
                break;
            default:
                break;
        }
    }

    private static void Undecoded(Array elements, ICollection<NodeId> typeIds)
    {
        foreach (var element in elements)
        {
            switch (element)
            {
                case ExtensionObject body:
                    Undecoded(body, typeIds);
                    break;
                case Variant value:
                    Undecoded(value, typeIds);
                    break;
                case DataValue data:
                    Undecoded(data.Value, typeIds);
                    break;
            }
        }
    }

    private static void Undecoded(ExtensionObject body, ICollection<NodeId> typeIds)
    {
        if (body.Structure is null)
        {
            if (body.Encoding == ExtensionBody.Binary && !typeIds.Contains(body.TypeId))
            {
                typeIds.Add(body.TypeId);
            }

            return;
        }

        foreach (var field in body.Structure.Fields)
        {
            Undecoded(field.Value, typeIds);
        }
    }

    internal static Variant Decode(in Variant value, DataTypeTable types, ref UaReader outer)
    {
        switch (value.Reference)
        {
            case ExtensionObject body when value.Type == BuiltInType.ExtensionObject:
                return Variant.Of(Decode(body, types, ref outer));
            case DataValue data:
                return Variant.Of(data with { Value = Decode(data.Value, types, ref outer) });
            case ExtensionObject?[] or Variant[] or DataValue[]:
                DecodeAll((Array)value.Reference, types, ref outer);
                return value;
            case VariantMatrix { Elements: ExtensionObject?[] or Variant[] or DataValue[] } matrix:
                DecodeAll(matrix.Elements, types, ref outer);
                return value;
            default:
                return value;
        }
    }

    private static void DecodeAll(Array elements, DataTypeTable types, ref UaReader outer)
    {
        switch (elements)
        {
            case ExtensionObject?[] bodies:
                for (var i = 0; i < bodies.Length; i++)
                {
                    bodies[i] = bodies[i] is { } body ? Decode(body, types, ref outer) : null;
                }

                break;
            case Variant[] values:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = Decode(values[i], types, ref outer);
                }

                break;
            case DataValue[] values:
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = values[i] with { Value = Decode(values[i].Value, types, ref outer) };
                }

                break;
        }
    }

    private static ExtensionObject Decode(ExtensionObject body, DataTypeTable types, ref UaReader outer)
    {
        if (body.Encoding != ExtensionBody.Binary || types.FindBody(body.TypeId) is not { } type)
        {
            return body;
        }

        var reader = outer.Within(body.Body.Span);
        try
        {
            var structure = ReadWhole(ref reader, type, types, body.Body);
            return new ExtensionObject(body.TypeId, body.Encoding, body.Body) { Structure = structure };
        }
        catch (UaException)
        {
            return body;
        }
        finally
        {
            outer.TakeBack(reader);
        }
    }

    private static UaStructure ReadWhole(ref UaReader reader, DataTypeDescription type, DataTypeTable types, ReadOnlyMemory<byte> body)
    {
        var structure = new StructureReader(types, body).Read(ref reader, type);
        return reader.Remaining == 0
            ? structure
            : throw reader.Malformed($"A body of {type.Name} has {reader.Remaining} bytes more than its definition says.");
    }

    private static bool MayHoldStructures(BuiltInType type) =>
        type is BuiltInType.ExtensionObject or BuiltInType.Variant or BuiltInType.DataValue;

    private static long BodyBytes(in Variant value, int depth) => value.Reference switch
    {
        _ when depth > 100 => 0, // as deep as a decoder lets values lie in each other
        ExtensionObject body => body.Body.Length,
        DataValue data => BodyBytes(data.Value, depth + 1),
        VariantMatrix matrix => BodyBytes(matrix.Elements, depth),
        Array elements => BodyBytes(elements, depth),
        _ => 0,
    };

    private static long BodyBytes(Array elements, int depth) => elements switch
    {
        ExtensionObject?[] bodies => bodies.Sum(body => (long)(body?.Body.Length ?? 0)),
        Variant[] values => values.Sum(value => BodyBytes(value, depth + 1)),
        DataValue[] values => values.Sum(value => BodyBytes(value.Value, depth + 1)),
        _ => 0,
    };
}
