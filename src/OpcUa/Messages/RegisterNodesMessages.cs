using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Announces nodes that will be asked for again and again, so that the server can make it quick (Part 4 §5.9.5).</summary>
public sealed class RegisterNodesRequest : ServiceRequest
{
    public NodeId[] NodesToRegister { get; init; } = [];

    public override uint EncodingId => MessageIds.RegisterNodesRequest;

    internal static RegisterNodesRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        NodesToRegister = reader.ReadNodeIds(),
    };

    internal override void WriteBody(ref UaWriter writer) => writer.WriteNodeIds(NodesToRegister);
}

public sealed class RegisterNodesResponse : ServiceResponse
{
    /// <summary>What to call the nodes in this session, in the order of the request; a server may give the same ids back.</summary>
    public NodeId[] RegisteredNodeIds { get; init; } = [];

    public override uint EncodingId => MessageIds.RegisterNodesResponse;

    internal static RegisterNodesResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        RegisteredNodeIds = reader.ReadNodeIds(),
    };

    internal override void WriteBody(ref UaWriter writer) => writer.WriteNodeIds(RegisteredNodeIds);
}

/// <summary>Lets the server forget registered nodes (Part 4 §5.9.6).</summary>
public sealed class UnregisterNodesRequest : ServiceRequest
{
    public NodeId[] NodesToUnregister { get; init; } = [];

    public override uint EncodingId => MessageIds.UnregisterNodesRequest;

    internal static UnregisterNodesRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        NodesToUnregister = reader.ReadNodeIds(),
    };

    internal override void WriteBody(ref UaWriter writer) => writer.WriteNodeIds(NodesToUnregister);
}

public sealed class UnregisterNodesResponse : ServiceResponse
{
    public override uint EncodingId => MessageIds.UnregisterNodesResponse;

    internal static UnregisterNodesResponse Read(ref UaReader reader) => new() { Header = ResponseHeader.Read(ref reader) };

    internal override void WriteBody(ref UaWriter writer)
    {
    }
}
