using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>A request or response of one service, able to write itself; <see cref="ServiceMessages"/> reads it.</summary>
public abstract class ServiceMessage
{
    /// <summary>The id of the binary encoding in namespace 0, which goes before the message on the wire.</summary>
    public abstract uint EncodingId { get; }

    internal abstract void Write(ref UaWriter writer);
}

/// <summary>A request; its header is completed by the session and the channel that send it.</summary>
public abstract class ServiceRequest : ServiceMessage
{
    public RequestHeader Header { get; set; } = RequestHeader.Empty;

    internal sealed override void Write(ref UaWriter writer)
    {
        Header.Write(ref writer);
        WriteBody(ref writer);
    }

    internal abstract void WriteBody(ref UaWriter writer);
}

/// <summary>A response; the channel that received it says when.</summary>
public abstract class ServiceResponse : ServiceMessage
{
    public ResponseHeader Header { get; set; } = ResponseHeader.Empty;

    /// <summary>When the last bytes left the socket, in ticks of 100 ns since 1601; zero on the side that sends.</summary>
    public long ReceivedTicks { get; set; }

    internal sealed override void Write(ref UaWriter writer)
    {
        Header.Write(ref writer);
        WriteBody(ref writer);
    }

    internal abstract void WriteBody(ref UaWriter writer);
}
