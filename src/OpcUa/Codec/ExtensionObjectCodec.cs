using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec;

/// <summary>ExtensionObject: the id of an encoding and the bytes of a body (Part 6 §5.2.2.15).</summary>
public static class ExtensionObjectCodec
{
    public static ExtensionObject ReadExtensionObject(this ref UaReader reader)
    {
        var id = reader.ReadNodeId();
        var encoding = reader.ReadExtensionEncoding();
        if (encoding == ExtensionBody.None)
        {
            return id.IsNull ? ExtensionObject.Null : Charged(ref reader, id, encoding, null);
        }

        return Charged(ref reader, id, encoding, reader.ReadByteString());
    }

    /// <summary>For who decodes known bodies in place: the byte after the type id.</summary>
    public static ExtensionBody ReadExtensionEncoding(this ref UaReader reader)
    {
        var encoding = reader.ReadByte();
        return encoding <= (byte)ExtensionBody.Xml
            ? (ExtensionBody)encoding
            : throw reader.Malformed($"0x{encoding:X2} is no encoding of an extension object.");
    }

    public static void WriteExtensionObject(this ref UaWriter writer, ExtensionObject? value)
    {
        value ??= ExtensionObject.Null;
        writer.WriteNodeId(value.TypeId);
        writer.WriteByte((byte)value.Encoding);
        if (value.Encoding != ExtensionBody.None)
        {
            writer.WriteByteSpan(value.Body.Span);
        }
    }

    /// <summary>An extension object around a structure that <paramref name="write"/> writes, with the id of its binary encoding in namespace 0.</summary>
    public static void WriteStructure<T>(this ref UaWriter writer, uint encodingId, T structure, UaWrite<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var body = new PooledBufferWriter();
        var inner = new UaWriter(body);
        write(ref inner, structure);
        inner.Flush();
        writer.WriteNodeId(new NodeId(encodingId));
        writer.WriteByte((byte)ExtensionBody.Binary);
        writer.WriteByteSpan(body.WrittenSpan);
    }

    private static ExtensionObject Charged(ref UaReader reader, NodeId id, ExtensionBody encoding, byte[]? body)
    {
        reader.Charge(UaReader.ObjectOverhead + 48);
        return new ExtensionObject(id, encoding, body);
    }
}
