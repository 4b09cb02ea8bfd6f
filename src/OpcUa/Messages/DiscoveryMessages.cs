using IndustrialGateway.OpcUa.Codec;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Asks which servers there are (Part 4 §5.5.2).</summary>
public sealed class FindServersRequest : ServiceRequest
{
    public string EndpointUrl { get; init; } = "";

    public string[] LocaleIds { get; init; } = [];

    public string[] ServerUris { get; init; } = [];

    public override uint EncodingId => MessageIds.FindServersRequest;

    internal static FindServersRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        EndpointUrl = reader.ReadString() ?? "",
        LocaleIds = reader.ReadStrings(),
        ServerUris = reader.ReadStrings(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteString(EndpointUrl);
        writer.WriteStrings(LocaleIds);
        writer.WriteStrings(ServerUris);
    }
}

public sealed class FindServersResponse : ServiceResponse
{
    public ApplicationDescription[] Servers { get; init; } = [];

    public override uint EncodingId => MessageIds.FindServersResponse;

    internal static FindServersResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        Servers = reader.ReadArray(
            ApplicationDescription.MinBytes, ApplicationDescription.Read, ApplicationDescription.ObjectBytes) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) =>
        writer.WriteArray(Servers, static (ref writer, server) => server.Write(ref writer));
}

/// <summary>Asks a server for its endpoints (Part 4 §5.5.4).</summary>
public sealed class GetEndpointsRequest : ServiceRequest
{
    public string EndpointUrl { get; init; } = "";

    public string[] LocaleIds { get; init; } = [];

    public string[] ProfileUris { get; init; } = [];

    public override uint EncodingId => MessageIds.GetEndpointsRequest;

    internal static GetEndpointsRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        EndpointUrl = reader.ReadString() ?? "",
        LocaleIds = reader.ReadStrings(),
        ProfileUris = reader.ReadStrings(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteString(EndpointUrl);
        writer.WriteStrings(LocaleIds);
        writer.WriteStrings(ProfileUris);
    }
}

public sealed class GetEndpointsResponse : ServiceResponse
{
    public EndpointDescription[] Endpoints { get; init; } = [];

    public override uint EncodingId => MessageIds.GetEndpointsResponse;

    internal static GetEndpointsResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        Endpoints = reader.ReadArray(EndpointDescription.MinBytes, EndpointDescription.Read, EndpointDescription.ObjectBytes) ?? [],
    };

    internal override void WriteBody(ref UaWriter writer) =>
        writer.WriteArray(Endpoints, static (ref writer, endpoint) => endpoint.Write(ref writer));
}
