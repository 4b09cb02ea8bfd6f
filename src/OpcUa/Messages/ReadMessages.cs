using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Which times a server sends with values (Part 4 §7.40).</summary>
public enum TimestampsToReturn
{
    Source = 0,
    Server = 1,
    Both = 2,
    Neither = 3,
}

/// <summary>The attributes of nodes by their numbers (Part 6, annex A.1).</summary>
public enum AttributeId
{
    NodeId = 1,
    NodeClass = 2,
    BrowseName = 3,
    DisplayName = 4,
    Description = 5,
    WriteMask = 6,
    UserWriteMask = 7,
    IsAbstract = 8,
    Symmetric = 9,
    InverseName = 10,
    ContainsNoLoops = 11,
    EventNotifier = 12,
    Value = 13,
    DataType = 14,
    ValueRank = 15,
    ArrayDimensions = 16,
    AccessLevel = 17,
    UserAccessLevel = 18,
    MinimumSamplingInterval = 19,
    Historizing = 20,
    Executable = 21,
    UserExecutable = 22,

    /// <summary>Of a DataType: a StructureDefinition or an EnumDefinition.</summary>
    DataTypeDefinition = 23,
}

/// <summary>One attribute of one node, whole or by an index range such as <c>2:5</c> (Part 4 §7.29).</summary>
public readonly record struct ReadValueId(
    NodeId NodeId,
    AttributeId Attribute = AttributeId.Value,
    string? IndexRange = null,
    QualifiedName DataEncoding = default)
{
    internal const int MinBytes = 16;

    internal static ReadValueId Read(ref UaReader reader) =>
        new(reader.ReadNodeId(), (AttributeId)reader.ReadInt32(), reader.ReadString(), reader.ReadQualifiedName());

    internal void Write(ref UaWriter writer)
    {
        writer.WriteNodeId(NodeId);
        writer.WriteInt32((int)Attribute);
        writer.WriteString(IndexRange);
        writer.WriteQualifiedName(DataEncoding);
    }
}

/// <summary>Reads attributes (Part 4 §5.11.2).</summary>
public sealed class ReadRequest : ServiceRequest
{
    /// <summary>How old a cached value may be, in milliseconds; 0 asks the device.</summary>
    public double MaxAge { get; init; }

    public TimestampsToReturn TimestampsToReturn { get; init; } = TimestampsToReturn.Both;

    public ReadValueId[] NodesToRead { get; init; } = [];

    public override uint EncodingId => MessageIds.ReadRequest;

    internal static ReadRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        MaxAge = reader.ReadDouble(),
        TimestampsToReturn = (TimestampsToReturn)reader.ReadInt32(),
        NodesToRead = reader.ReadArray(ReadValueId.MinBytes, ReadValueId.Read) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteDouble(MaxAge);
        writer.WriteInt32((int)TimestampsToReturn);
        writer.WriteArray(NodesToRead, static (ref writer, node) => node.Write(ref writer));
    }
}

public sealed class ReadResponse : ServiceResponse
{
    /// <summary>In the order of the request.</summary>
    public DataValue[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.ReadResponse;

    internal static ReadResponse Read(ref UaReader reader)
    {
        var response = new ReadResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(1, static (ref reader) => reader.ReadDataValue()) ?? [],
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteArray(Results, static (ref writer, value) => writer.WriteDataValue(value));
        writer.WriteNoDiagnostics();
    }
}
