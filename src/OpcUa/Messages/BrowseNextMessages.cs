using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Asks for the rest of references, or gives continuation points back (Part 4 §5.9.3).</summary>
public sealed class BrowseNextRequest : ServiceRequest
{
    public bool ReleaseContinuationPoints { get; init; }

    public byte[][] ContinuationPoints { get; init; } = [];

    public override uint EncodingId => MessageIds.BrowseNextRequest;

    internal static BrowseNextRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        ReleaseContinuationPoints = reader.ReadBoolean(),
        ContinuationPoints = reader.ReadArray(4, static (ref reader) => reader.ReadByteString() ?? []) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteBoolean(ReleaseContinuationPoints);
        writer.WriteArray(ContinuationPoints, static (ref writer, point) => writer.WriteByteString(point));
    }
}

public sealed class BrowseNextResponse : ServiceResponse
{
    /// <summary>In the order of the request; empty when continuation points were given back.</summary>
    public BrowseResult[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.BrowseNextResponse;

    internal static BrowseNextResponse Read(ref UaReader reader)
    {
        var response = new BrowseNextResponse
        {
            Header = ResponseHeader.Read(ref reader),
            Results = reader.ReadArray(BrowseResult.MinBytes, BrowseResult.Read, BrowseResult.ObjectBytes) ?? [],
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
