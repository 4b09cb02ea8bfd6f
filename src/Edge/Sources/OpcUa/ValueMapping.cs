using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Turns a machine's values into the product's, type for type and bit for bit; names get their namespace's URI. What lies deeper in each
/// other than is kept stays as its bytes, so that no value is lost.
/// </summary>
internal static class ValueMapping
{
    /// <summary>So deep may arrays and structures lie in each other: as deep as the API can say it in JSON, whose writers end at 64 levels.</summary>
    public const int MaxDepth = 12;

    /// <summary>The sample of a value that came; where the machine does not say when it was so, it was so when it came.</summary>
    public static Sample SampleOf(int point, in DataValue value, long receivedTicks, NamespaceTable namespaces)
    {
        var sourceTicks = value.SourceTimestamp.IsNull ? receivedTicks : value.SourceTimestamp.Ticks;
        return new Sample(point, Of(value.Value, namespaces), value.Status.Value, sourceTicks, receivedTicks);
    }

    public static Value Of(in Variant variant, NamespaceTable namespaces) =>
        variant.Reference is null && variant.Shape == VariantShape.Scalar && IsNumber(variant.Type)
            ? Value.OfBits((DataType)variant.Type, variant.Bits)
            : Of(variant, namespaces, MaxDepth) ?? EncodedValues.Of(variant);

    /// <summary>Null when there is not enough room for the levels of the value.</summary>
    private static Value? Of(in Variant variant, NamespaceTable namespaces, int room)
    {
        var type = (DataType)variant.Type;
        return variant.Shape switch
        {
            VariantShape.Scalar when variant.Reference is null => IsNumber(variant.Type) ? Value.OfBits(type, variant.Bits) : Value.NullOf(type),
            VariantShape.Scalar => OfReference(variant.Type, variant.Reference, namespaces, room),
            VariantShape.Array => OfItems(variant.Type, variant.Reference as Array, [], namespaces, room - 1),
            _ => variant.Reference is VariantMatrix matrix
                ? OfItems(variant.Type, matrix.Elements, [.. matrix.Dimensions], namespaces, room - 1)
                : Value.NullOf(type),
        };
    }

    private static bool IsNumber(BuiltInType type) =>
        ValueKinds.OfScalar((DataType)type) is > ValueKind.None and < ValueKind.Text;

    private static Value? OfReference(BuiltInType type, object? reference, NamespaceTable namespaces, int room) => reference switch
    {
        string text => Value.Of((DataType)type, text),
        byte[] bytes => Value.Of(bytes),
        Guid guid => Value.Of(guid),
        NodeId node => Value.Of(DataType.NodeId, namespaces.Format(node)),
        ExpandedNodeId node => Value.Of(DataType.ExpandedNodeId, namespaces.Expand(node).ToString()),
        QualifiedName name => Value.Of(DataType.QualifiedName, namespaces.Format(name)),
        Variant inner => Of(inner, namespaces, room),
        null => Value.NullOf((DataType)type),
        _ => room < 1 ? null : OfComposite(reference, namespaces, room),
    };

    private static Value? OfComposite(object reference, NamespaceTable namespaces, int room) => reference switch
    {
        LocalizedText text => Value.OfLocalizedText(text.Locale, text.Text),
        ExtensionObject { Structure: { } structure } body =>
            OfFields(structure, namespaces, room - 1) ?? EncodedValues.Of(body, namespaces),
        ExtensionObject body => EncodedValues.Of(body, namespaces),
        DataValue value => OfDataValue(value, namespaces, room - 1),
        DiagnosticInfo info => OfDiagnosticInfo(info, room - 1),
        _ => Value.Null,
    };

    /// <summary>Named by its type's browse name; an enumeration in it is its number.</summary>
    private static Value? OfFields(UaStructure structure, NamespaceTable namespaces, int room)
    {
        var fields = new (string Name, Value Value)[structure.Fields.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var field = structure.Fields[i];
            if (Of(field.Value, namespaces, room) is not { } value)
            {
                return null;
            }

            fields[i] = (field.Name, value);
        }

        return Value.OfStructure(new StructureValue(namespaces.Format(structure.Type.Name) ?? "", fields));
    }

    /// <summary>The parts that are there (Part 6 §5.2.2.17); picoseconds are units of 10 ps.</summary>
    private static Value? OfDataValue(in DataValue value, NamespaceTable namespaces, int room)
    {
        if (Of(value.Value, namespaces, room) is not { } inner)
        {
            return null;
        }

        List<(string, Value)> parts = [("value", inner), ("statusCode", Value.OfStatusCode(value.Status.Value))];
        AddTime(parts, "source", value.SourceTimestamp, value.SourcePicoseconds);
        AddTime(parts, "server", value.ServerTimestamp, value.ServerPicoseconds);
        return Value.OfStructure(new StructureValue(nameof(DataValue), [.. parts]), DataType.DataValue);
    }

    private static void AddTime(List<(string, Value)> parts, string whose, UaDateTime time, ushort picoseconds)
    {
        if (!time.IsNull)
        {
            parts.Add(($"{whose}Timestamp", Value.OfDateTime(time.Ticks)));
        }

        if (picoseconds != 0)
        {
            parts.Add(($"{whose}Picoseconds", Value.Of(picoseconds)));
        }
    }

    /// <summary>The parts that are there (Part 6 §5.2.2.12).</summary>
    private static Value? OfDiagnosticInfo(DiagnosticInfo info, int room)
    {
        List<(string, Value)> parts = [];
        AddIndex(parts, "symbolicId", info.SymbolicId);
        AddIndex(parts, "namespaceUri", info.NamespaceUri);
        AddIndex(parts, "locale", info.Locale);
        AddIndex(parts, "localizedText", info.LocalizedText);
        if (info.AdditionalInfo is { } text)
        {
            parts.Add(("additionalInfo", Value.Of(text)));
        }

        if (info.InnerStatusCode != default)
        {
            parts.Add(("innerStatusCode", Value.OfStatusCode(info.InnerStatusCode.Value)));
        }

        if (info.Inner is { } inner)
        {
            if (room < 1 || OfDiagnosticInfo(inner, room - 1) is not { } below)
            {
                return null;
            }

            parts.Add(("innerDiagnosticInfo", below));
        }

        return Value.OfStructure(new StructureValue(nameof(DiagnosticInfo), [.. parts]), DataType.DiagnosticInfo);
    }

    private static void AddIndex(List<(string, Value)> parts, string name, int index)
    {
        if (index != -1)
        {
            parts.Add((name, Value.Of(index)));
        }
    }

    private static Value? OfItems(BuiltInType type, Array? elements, int[] dimensions, NamespaceTable namespaces, int room)
    {
        if (elements is null)
        {
            return Value.NullOf((DataType)type);
        }

        Value[]? items = room < 0 ? null : elements switch
        {
            bool[] all => Array.ConvertAll(all, Value.Of),
            double[] all => Array.ConvertAll(all, Value.Of),
            float[] all => Array.ConvertAll(all, Value.Of),
            UaDateTime[] all => Array.ConvertAll(all, time => Value.OfDateTime(time.Ticks)),
            StatusCode[] all => Array.ConvertAll(all, status => Value.OfStatusCode(status.Value)),
            _ => OfOthers(type, elements, namespaces, room),
        };
        return items is null ? null : Value.OfArray(new ArrayValue((DataType)type, items, dimensions));
    }

    // The runtime lets uint[] pass for int[] and so on: the declared type decides.
    private static Value[]? OfOthers(BuiltInType type, Array elements, NamespaceTable namespaces, int room) => type switch
    {
        BuiltInType.SByte => Array.ConvertAll((sbyte[])elements, Value.Of),
        BuiltInType.Byte => Array.ConvertAll((byte[])elements, Value.Of),
        BuiltInType.Int16 => Array.ConvertAll((short[])elements, Value.Of),
        BuiltInType.UInt16 => Array.ConvertAll((ushort[])elements, Value.Of),
        BuiltInType.Int32 => Array.ConvertAll((int[])elements, Value.Of),
        BuiltInType.UInt32 => Array.ConvertAll((uint[])elements, Value.Of),
        BuiltInType.Int64 => Array.ConvertAll((long[])elements, Value.Of),
        BuiltInType.UInt64 => Array.ConvertAll((ulong[])elements, Value.Of),
        _ => OfObjects(type, elements, namespaces, room),
    };

    private static Value[]? OfObjects(BuiltInType type, Array elements, NamespaceTable namespaces, int room)
    {
        var items = new Value[elements.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (OfReference(type, elements.GetValue(i), namespaces, room) is not { } item)
            {
                return null;
            }

            items[i] = item;
        }

        return items;
    }
}
