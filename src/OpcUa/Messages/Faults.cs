using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>The answer to a request that failed as a whole; its header says why (Part 4 §7.35).</summary>
public sealed class ServiceFault : ServiceResponse
{
    public override uint EncodingId => MessageIds.ServiceFault;

    internal static ServiceFault Read(ref UaReader reader) => new() { Header = ResponseHeader.Read(ref reader) };

    internal override void WriteBody(ref UaWriter writer)
    {
    }
}

/// <summary>A request of a service that is not spoken here: enough of it to answer BadServiceUnsupported.</summary>
public sealed class UnsupportedRequest(uint encodingId) : ServiceRequest
{
    public override uint EncodingId => encodingId;

    internal static UnsupportedRequest Read(ref UaReader reader, uint encodingId) =>
        new(encodingId) { Header = RequestHeader.Read(ref reader) };

    internal override void WriteBody(ref UaWriter writer)
    {
    }
}
