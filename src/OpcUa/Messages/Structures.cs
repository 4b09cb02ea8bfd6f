using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Structures of namespace 0 in extension objects, for the messages and structures that are written here.</summary>
internal static class Structures
{
    /// <summary>A structure in an extension object of its own, with the id of its binary encoding in namespace 0.</summary>
    public static ExtensionObject Wrap<T>(uint encodingId, T structure, UaWrite<T> write)
    {
        using var body = new PooledBufferWriter(64);
        var writer = new UaWriter(body);
        write(ref writer, structure);
        writer.Flush();
        return new ExtensionObject(new NodeId(encodingId), ExtensionBody.Binary, body.WrittenSpan.ToArray());
    }

    /// <summary>Reads the body of an extension object where it lies: its length, the structure, and what a newer version may have added.</summary>
    public static T ReadBody<T>(this ref UaReader reader, UaRead<T> read)
    {
        var end = reader.ReadBodyEnd();
        var structure = read(ref reader);
        reader.SkipTo(end);
        return structure;
    }

    /// <summary>The position at which a body of the length that stands next must end.</summary>
    public static int ReadBodyEnd(this ref UaReader reader)
    {
        var length = reader.ReadInt32();
        return length >= 0 && length <= reader.Remaining
            ? reader.Position + length
            : throw new UaException(StatusCode.BadDecodingError, $"A structure of {length} bytes does not fit into its message.");
    }

    public static void SkipTo(this ref UaReader reader, int end)
    {
        if (reader.Position > end)
        {
            throw new UaException(StatusCode.BadDecodingError, "A structure is longer than its extension object.");
        }

        reader.Take(end - reader.Position);
    }
}
