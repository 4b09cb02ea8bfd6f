using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Values that are kept as the bytes of their encoding, so that they can be decoded later.</summary>
internal static class EncodedValues
{
    /// <summary>What cannot be decoded keeps its bytes and the id of its encoding; a structure of that name with one field <c>binary</c> or <c>xml</c>.</summary>
    public static Value Of(ExtensionObject body, NamespaceTable namespaces)
    {
        if (body.IsNull)
        {
            return Value.NullOf(DataType.ExtensionObject);
        }

        (string, Value)[] fields = body.Encoding == ExtensionBody.None
            ? []
            : [(body.Encoding == ExtensionBody.Xml ? "xml" : "binary", Value.Of(body.Body.ToArray()))];
        return Value.OfStructure(new StructureValue(namespaces.Format(body.TypeId), fields));
    }

    /// <summary>A value without a body of its own that lies too deep: the bytes of the whole Variant (Part 6 §5.2.2.16).</summary>
    public static Value Of(in Variant variant)
    {
        using var bytes = new PooledBufferWriter(256);
        var writer = new UaWriter(bytes);
        writer.WriteVariant(variant);
        writer.Flush();
        return Value.Of((DataType)variant.Type, bytes.WrittenSpan.ToArray());
    }
}
