using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Makes a session, not yet usable (Part 4 §5.7.2).</summary>
public sealed class CreateSessionRequest : ServiceRequest
{
    public ApplicationDescription ClientDescription { get; init; } = new();

    public string? ServerUri { get; init; }

    public string EndpointUrl { get; init; } = "";

    public string SessionName { get; init; } = "";

    public byte[]? ClientNonce { get; init; }

    public byte[]? ClientCertificate { get; init; }

    /// <summary>In milliseconds.</summary>
    public double RequestedSessionTimeout { get; init; }

    /// <summary>In bytes; 0 is any.</summary>
    public uint MaxResponseMessageSize { get; init; }

    public override uint EncodingId => MessageIds.CreateSessionRequest;

    internal static CreateSessionRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        ClientDescription = ApplicationDescription.Read(ref reader),
        ServerUri = reader.ReadString(),
        EndpointUrl = reader.ReadString() ?? "",
        SessionName = reader.ReadString() ?? "",
        ClientNonce = reader.ReadByteString(),
        ClientCertificate = reader.ReadByteString(),
        RequestedSessionTimeout = reader.ReadDouble(),
        MaxResponseMessageSize = reader.ReadUInt32(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        ClientDescription.Write(ref writer);
        writer.WriteString(ServerUri);
        writer.WriteString(EndpointUrl);
        writer.WriteString(SessionName);
        writer.WriteByteString(ClientNonce);
        writer.WriteByteString(ClientCertificate);
        writer.WriteDouble(RequestedSessionTimeout);
        writer.WriteUInt32(MaxResponseMessageSize);
    }
}

public sealed class CreateSessionResponse : ServiceResponse
{
    public NodeId SessionId { get; init; }

    /// <summary>The secret that goes with every request of the session.</summary>
    public NodeId AuthenticationToken { get; init; }

    /// <summary>In milliseconds.</summary>
    public double RevisedSessionTimeout { get; init; }

    public byte[]? ServerNonce { get; init; }

    public byte[]? ServerCertificate { get; init; }

    public EndpointDescription[] ServerEndpoints { get; init; } = [];

    public SignatureData ServerSignature { get; init; } = SignatureData.None;

    /// <summary>In bytes; 0 is any.</summary>
    public uint MaxRequestMessageSize { get; init; }

    public override uint EncodingId => MessageIds.CreateSessionResponse;

    internal static CreateSessionResponse Read(ref UaReader reader)
    {
        var header = ResponseHeader.Read(ref reader);
        var sessionId = reader.ReadNodeId();
        var token = reader.ReadNodeId();
        var timeout = reader.ReadDouble();
        var nonce = reader.ReadByteString();
        var certificate = reader.ReadByteString();
        var endpoints = reader.ReadArray(EndpointDescription.MinBytes, EndpointDescription.Read, EndpointDescription.ObjectBytes) ?? [];
        SoftwareCertificates.Skip(ref reader);
        return new CreateSessionResponse
        {
            Header = header,
            SessionId = sessionId,
            AuthenticationToken = token,
            RevisedSessionTimeout = timeout,
            ServerNonce = nonce,
            ServerCertificate = certificate,
            ServerEndpoints = endpoints,
            ServerSignature = SignatureData.Read(ref reader),
            MaxRequestMessageSize = reader.ReadUInt32(),
        };
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteNodeId(SessionId);
        writer.WriteNodeId(AuthenticationToken);
        writer.WriteDouble(RevisedSessionTimeout);
        writer.WriteByteString(ServerNonce);
        writer.WriteByteString(ServerCertificate);
        writer.WriteArray(ServerEndpoints, static (ref writer, endpoint) => endpoint.Write(ref writer));
        SoftwareCertificates.WriteNone(ref writer);
        ServerSignature.Write(ref writer);
        writer.WriteUInt32(MaxRequestMessageSize);
    }
}

/// <summary>Binds a session to a channel and a user (Part 4 §5.7.3).</summary>
public sealed class ActivateSessionRequest : ServiceRequest
{
    public SignatureData ClientSignature { get; init; } = SignatureData.None;

    public string[] LocaleIds { get; init; } = [];

    /// <summary>See <see cref="Messages.UserIdentityToken"/>.</summary>
    public ExtensionObject UserIdentityToken { get; init; } = ExtensionObject.Null;

    public SignatureData UserTokenSignature { get; init; } = SignatureData.None;

    public override uint EncodingId => MessageIds.ActivateSessionRequest;

    internal static ActivateSessionRequest Read(ref UaReader reader)
    {
        var header = RequestHeader.Read(ref reader);
        var signature = SignatureData.Read(ref reader);
        SoftwareCertificates.Skip(ref reader);
        return new ActivateSessionRequest
        {
            Header = header,
            ClientSignature = signature,
            LocaleIds = reader.ReadStrings(),
            UserIdentityToken = reader.ReadExtensionObject(),
            UserTokenSignature = SignatureData.Read(ref reader),
        };
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        ClientSignature.Write(ref writer);
        SoftwareCertificates.WriteNone(ref writer);
        writer.WriteStrings(LocaleIds);
        writer.WriteExtensionObject(UserIdentityToken);
        UserTokenSignature.Write(ref writer);
    }
}

public sealed class ActivateSessionResponse : ServiceResponse
{
    /// <summary>For the signature of the next activation.</summary>
    public byte[]? ServerNonce { get; init; }

    public StatusCode[] Results { get; init; } = [];

    public override uint EncodingId => MessageIds.ActivateSessionResponse;

    internal static ActivateSessionResponse Read(ref UaReader reader)
    {
        var response = new ActivateSessionResponse
        {
            Header = ResponseHeader.Read(ref reader),
            ServerNonce = reader.ReadByteString(),
            Results = reader.ReadStatusCodes(),
        };
        reader.SkipDiagnostics();
        return response;
    }

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteByteString(ServerNonce);
        writer.WritePlainArray(Results);
        writer.WriteNoDiagnostics();
    }
}

/// <summary>Ends a session (Part 4 §5.7.4).</summary>
public sealed class CloseSessionRequest : ServiceRequest
{
    public bool DeleteSubscriptions { get; init; }

    public override uint EncodingId => MessageIds.CloseSessionRequest;

    internal static CloseSessionRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        DeleteSubscriptions = reader.ReadBoolean(),
    };

    internal override void WriteBody(ref UaWriter writer) => writer.WriteBoolean(DeleteSubscriptions);
}

public sealed class CloseSessionResponse : ServiceResponse
{
    public override uint EncodingId => MessageIds.CloseSessionResponse;

    internal static CloseSessionResponse Read(ref UaReader reader) => new() { Header = ResponseHeader.Read(ref reader) };

    internal override void WriteBody(ref UaWriter writer)
    {
    }
}
