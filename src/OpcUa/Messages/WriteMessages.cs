using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>
/// A value for one attribute of one node, whole or for an index range such as <c>2:5</c> (Part 4 §5.11.4). Status and times that are
/// not the default are written too, which many servers refuse with BadWriteNotSupported.
/// </summary>
public readonly record struct WriteValue(
    NodeId NodeId,
    DataValue Value,
    AttributeId Attribute = AttributeId.Value,
    string? IndexRange = null)
{
    internal const int MinBytes = 11;

    /// <summary>A value without status and times.</summary>
    public WriteValue(NodeId nodeId, Variant value)
        : this(nodeId, new DataValue(value))
    {
    }

    internal static WriteValue Read(ref UaReader reader)
    {
        var node = reader.ReadNodeId();
        var attribute = (AttributeId)reader.ReadInt32();
        var range = reader.ReadString();
        return new WriteValue(node, reader.ReadDataValue(), attribute, range);
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(NodeId);
        writer.WriteInt32((int)Attribute);
        writer.WriteString(IndexRange);
        writer.WriteDataValue(Value);
    }
}

/// <summary>Writes attributes (Part 4 §5.11.4).</summary>
public sealed class WriteRequest : ServiceRequest
{
    public WriteValue[] NodesToWrite { get; init; } = [];

    public override uint EncodingId => MessageIds.WriteRequest;

    internal static WriteRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        NodesToWrite = reader.ReadArray(WriteValue.MinBytes, WriteValue.Read) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) =>
        writer.WriteArray(NodesToWrite, static (ref writer, node) => node.Write(ref writer));
}

public sealed class WriteResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.WriteResponse;

    internal static WriteResponse Read(ref UaReader reader)
    {
        var response = new WriteResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadStatusCodes(),
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WritePlainArray(Results);
        writer.WriteNoDiagnostics();
    }
}
