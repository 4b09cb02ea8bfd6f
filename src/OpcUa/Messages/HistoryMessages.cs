using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Asks for the values of an interval as they were stored (Part 11 §6.4.3).</summary>
/// <param name="StartTime">The first instant; later than <paramref name="EndTime"/>, the values come newest first.</param>
/// <param name="EndTime">Just behind the interval: a value at this instant is not in it.</param>
/// <param name="NumValuesPerNode">Most values in one answer for one node; 0 leaves it to the server.</param>
/// <param name="ReturnBounds">Asks for the values at or around both ends too, so that the interval's value is known from end to end.</param>
public sealed record ReadRawModifiedDetails(
    UaDateTime StartTime,
    UaDateTime EndTime,
    uint NumValuesPerNode = 0,
    bool ReturnBounds = false,
    bool IsReadModified = false)
{
    /// <summary>The details in an extension object; null when they are something else.</summary>
    public static ReadRawModifiedDetails? Decode(ExtensionObject body, CodecLimits limits)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Encoding != ExtensionBody.Binary || body.TypeId != new NodeId(MessageIds.ReadRawModifiedDetails))
        {
            return null;
        }

        var reader = new UaReader(body.Body.Span, limits);
        var isReadModified = reader.ReadBoolean();
        return new ReadRawModifiedDetails(
            reader.ReadDateTime(), reader.ReadDateTime(), reader.ReadUInt32(), reader.ReadBoolean(), isReadModified);
    }

    public ExtensionObject ToExtensionObject() =>
        Structures.Wrap(MessageIds.ReadRawModifiedDetails, this, static (ref writer, details) =>
        {
            writer.WriteBoolean(details.IsReadModified);
            writer.WriteDateTime(details.StartTime);
            writer.WriteDateTime(details.EndTime);
            writer.WriteUInt32(details.NumValuesPerNode);
            writer.WriteBoolean(details.ReturnBounds);
        });
}

/// <summary>A node whose history is wanted, from its beginning or where an earlier answer stopped (Part 4 §5.11.3).</summary>
public readonly record struct HistoryReadValueId(
    NodeId NodeId,
    byte[]? ContinuationPoint = null,
    string? IndexRange = null,
    QualifiedName DataEncoding = default)
{
    internal const int MinBytes = 16;

    internal static HistoryReadValueId Read(ref UaReader reader)
    {
        var node = reader.ReadNodeId();
        var indexRange = reader.ReadString();
        var encoding = reader.ReadQualifiedName();
        return new HistoryReadValueId(node, reader.ReadByteString(), indexRange, encoding);
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(NodeId);
        writer.WriteString(IndexRange);
        writer.WriteQualifiedName(DataEncoding);
        writer.WriteByteString(ContinuationPoint);
    }
}

/// <summary>One node's part of an answer.</summary>
public sealed record HistoryReadResult
{
    internal const int MinBytes = 11;
    internal const int ObjectBytes = 64;

    /// <summary>Good, GoodNoData, GoodMoreData, or why there is nothing.</summary>
    public StatusCode Status { get; init; }

    /// <summary>Where the server stopped; null or empty at the end.</summary>
    public byte[]? ContinuationPoint { get; init; }

    /// <summary>The values of a HistoryData, in the order of their source timestamps; empty where there is none.</summary>
    public DataValue[] Values { get; init; } = [];

    /// <summary>What came in place of a HistoryData, such as modified values or events; kept as its bytes.</summary>
    public ExtensionObject? Other { get; init; }

    internal static HistoryReadResult Read(ref UaReader reader)
    {
        var result = new HistoryReadResult { Status = reader.ReadStatusCode(), ContinuationPoint = reader.ReadByteString() };
        var id = reader.ReadNodeId();
        var encoding = reader.ReadExtensionEncoding();
        return encoding switch
        {
            ExtensionBody.None when id.IsNull => result,
            ExtensionBody.Binary when id == new NodeId(MessageIds.HistoryData) => result with { Values = reader.ReadBody(ReadValues) },
            _ => result with
            {
                Other = new ExtensionObject(id, encoding, encoding == ExtensionBody.None ? null : reader.ReadByteString()),
            },
        };
    }

    internal void Write(ref UaWriter writer)
    {
        writer.WriteStatusCode(Status);
        writer.WriteByteString(ContinuationPoint);
        if (Other is not null || Status.IsBad)
        {
            writer.WriteExtensionObject(Other);
            return;
        }

        writer.WriteStructure(MessageIds.HistoryData, Values, static (ref writer, values) =>
            writer.WriteArray(values, static (ref writer, value) => writer.WriteDataValue(value)));
    }

    private static DataValue[] ReadValues(ref UaReader reader) =>
        reader.ReadArray(1, static (ref reader) => reader.ReadDataValue()) ?? [];
}

/// <summary>Reads history (Part 4 §5.11.3).</summary>
public sealed class HistoryReadRequest : ServiceRequest
{
    /// <summary>What is wanted, such as <see cref="ReadRawModifiedDetails"/>.</summary>
    public ExtensionObject Details { get; init; } = ExtensionObject.Null;

    public TimestampsToReturn TimestampsToReturn { get; init; } = TimestampsToReturn.Both;

    /// <summary>Nothing is read: the server only forgets the continuation points.</summary>
    public bool ReleaseContinuationPoints { get; init; }

    public HistoryReadValueId[] NodesToRead { get; init; } = [];

    public override uint EncodingId => MessageIds.HistoryReadRequest;

    internal static HistoryReadRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        Details = reader.ReadExtensionObject(),
        TimestampsToReturn = (TimestampsToReturn)reader.ReadInt32(),
        ReleaseContinuationPoints = reader.ReadBoolean(),
        NodesToRead = reader.ReadArray(HistoryReadValueId.MinBytes, HistoryReadValueId.Read) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteExtensionObject(Details);
        writer.WriteInt32((int)TimestampsToReturn);
        writer.WriteBoolean(ReleaseContinuationPoints);
        writer.WriteArray(NodesToRead, static (ref writer, node) => node.Write(ref writer));
    }
}

public sealed class HistoryReadResponse : ServiceResponse
{
    /// <summary>In the order of the request; may be empty when continuation points were released.</summary>
    public HistoryReadResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.HistoryReadResponse;

    internal static HistoryReadResponse Read(ref UaReader reader)
    {
        var response = new HistoryReadResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(HistoryReadResult.MinBytes, HistoryReadResult.Read, HistoryReadResult.ObjectBytes) ?? [],
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteArray(Results, static (ref writer, result) => result.Write(ref writer));
        writer.WriteNoDiagnostics();
    }
}
