using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Turns a machine's values into the product's, type for type and bit for bit; names get their namespace's URI.</summary>
internal static class ValueMapping
{
    /// <summary>The sample of a value that came; where the machine does not say when it was so, it was so when it came.</summary>
    public static Sample SampleOf(int point, in DataValue value, long receivedTicks, NamespaceTable namespaces)
    {
        var sourceTicks = value.SourceTimestamp.IsNull ? receivedTicks : value.SourceTimestamp.Ticks;
        try
        {
            return new Sample(point, Of(value.Value, namespaces), value.Status.Value, sourceTicks, receivedTicks);
        }
        catch (ArgumentException)
        {
            // Nested deeper than is kept: the value is lost, that there was one is not.
            return new Sample(point, Value.Null, StatusCode.BadEncodingLimitsExceeded.Value, sourceTicks, receivedTicks);
        }
    }

    /// <exception cref="ArgumentException">The value is nested deeper than the product keeps.</exception>
    public static Value Of(in Variant variant, NamespaceTable namespaces) => variant.Shape switch
    {
        VariantShape.Scalar when variant.IsNull => Value.Null,
        VariantShape.Scalar when variant.Reference is null && IsNumber(variant.Type) => Value.OfBits((DataType)variant.Type, variant.Bits),
        VariantShape.Scalar => OfReference(variant.Type, variant.Reference, namespaces),
        VariantShape.Array => OfItems(variant.Type, variant.Reference as Array, [], namespaces),
        _ => variant.Reference is VariantMatrix matrix
            ? OfItems(variant.Type, matrix.Elements, [.. matrix.Dimensions], namespaces)
            : Value.Null,
    };

    private static bool IsNumber(BuiltInType type) =>
        ValueKinds.OfScalar((DataType)type) is > ValueKind.None and < ValueKind.Text;

    private static Value OfReference(BuiltInType type, object? reference, NamespaceTable namespaces) => reference switch
    {
        string text => Value.Of((DataType)type, text),
        byte[] bytes => Value.Of(bytes),
        Guid guid => Value.Of(guid),
        NodeId node => Value.Of(DataType.NodeId, namespaces.Format(node)),
        ExpandedNodeId node => Value.Of(DataType.ExpandedNodeId, namespaces.Expand(node).ToString()),
        QualifiedName name => Value.Of(DataType.QualifiedName, TextOf(name, namespaces)),
        LocalizedText text => Value.OfLocalizedText(text.Locale, text.Text),
        ExtensionObject { Structure: { } structure } => OfFields(structure, namespaces),
        ExtensionObject body => OfStructure(body, namespaces),
        DataValue value => OfDataValue(value, namespaces),
        DiagnosticInfo info => Value.OfStructure(new StructureValue(nameof(DiagnosticInfo), ("text", Value.Of(info.ToString()))), DataType.DiagnosticInfo),
        Variant inner => Of(inner, namespaces),
        _ => Value.Null,
    };

    /// <summary>What cannot be decoded keeps its bytes and the id of its encoding, so that they can be decoded later.</summary>
    private static Value OfStructure(ExtensionObject body, NamespaceTable namespaces) => body.IsNull
        ? Value.Null
        : Value.OfStructure(new StructureValue(
            namespaces.Format(body.TypeId),
            (body.Encoding == ExtensionBody.Xml ? "xml" : "binary", Value.Of(body.Body.ToArray()))));

    /// <summary>Named by its type's browse name; an enumeration in it is its number.</summary>
    private static Value OfFields(UaStructure structure, NamespaceTable namespaces) => Value.OfStructure(new StructureValue(
        TextOf(structure.Type.Name, namespaces) ?? "",
        [.. structure.Fields.Select(field => (field.Name, Of(field.Value, namespaces)))]));

    private static Value OfDataValue(DataValue value, NamespaceTable namespaces) => Value.OfStructure(
        new StructureValue(
            nameof(DataValue),
            ("value", Of(value.Value, namespaces)),
            ("statusCode", Value.OfStatusCode(value.Status.Value)),
            ("sourceTimestamp", Value.OfDateTime(value.SourceTimestamp.Ticks)),
            ("serverTimestamp", Value.OfDateTime(value.ServerTimestamp.Ticks))),
        DataType.DataValue);

    private static Value OfItems(BuiltInType type, Array? elements, int[] dimensions, NamespaceTable namespaces)
    {
        if (elements is null)
        {
            return Value.Null;
        }

        Value[] items = elements switch
        {
            bool[] all => Array.ConvertAll(all, Value.Of),
            double[] all => Array.ConvertAll(all, Value.Of),
            float[] all => Array.ConvertAll(all, Value.Of),
            UaDateTime[] all => Array.ConvertAll(all, time => Value.OfDateTime(time.Ticks)),
            StatusCode[] all => Array.ConvertAll(all, status => Value.OfStatusCode(status.Value)),
            _ => OfOthers(type, elements, namespaces),
        };
        return Value.OfArray(new ArrayValue((DataType)type, items, dimensions));
    }

    // The runtime lets uint[] pass for int[] and so on: the declared type decides.
    private static Value[] OfOthers(BuiltInType type, Array elements, NamespaceTable namespaces) => type switch
    {
        BuiltInType.SByte => Array.ConvertAll((sbyte[])elements, Value.Of),
        BuiltInType.Byte => Array.ConvertAll((byte[])elements, Value.Of),
        BuiltInType.Int16 => Array.ConvertAll((short[])elements, Value.Of),
        BuiltInType.UInt16 => Array.ConvertAll((ushort[])elements, Value.Of),
        BuiltInType.Int32 => Array.ConvertAll((int[])elements, Value.Of),
        BuiltInType.UInt32 => Array.ConvertAll((uint[])elements, Value.Of),
        BuiltInType.Int64 => Array.ConvertAll((long[])elements, Value.Of),
        BuiltInType.UInt64 => Array.ConvertAll((ulong[])elements, Value.Of),
        _ => [.. elements.Cast<object?>().Select(item => OfReference(type, item, namespaces))],
    };

    private static string? TextOf(QualifiedName name, NamespaceTable namespaces) =>
        name.NamespaceIndex > 0 && name.NamespaceIndex < namespaces.Uris.Count
            ? $"nsu={namespaces.Uris[name.NamespaceIndex]};{name.Name}"
            : name.Name;
}
