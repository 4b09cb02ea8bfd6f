using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>Whether a security token is the channel's first (Part 4 §5.6.2).</summary>
public enum SecurityTokenRequestType
{
    Issue = 0,
    Renew = 1,
}

/// <summary>Under which keys a channel's messages go from now on.</summary>
/// <param name="RevisedLifetime">In milliseconds.</param>
public readonly record struct ChannelSecurityToken(uint ChannelId, uint TokenId, UaDateTime CreatedAt, uint RevisedLifetime);

/// <summary>Opens a secure channel or renews its token (Part 4 §5.6.2).</summary>
public sealed class OpenSecureChannelRequest : ServiceRequest
{
    public uint ClientProtocolVersion { get; init; }

    public SecurityTokenRequestType RequestType { get; init; }

    public MessageSecurityMode SecurityMode { get; init; }

    public byte[]? ClientNonce { get; init; }

    /// <summary>In milliseconds.</summary>
    public uint RequestedLifetime { get; init; }

    public override uint EncodingId => MessageIds.OpenSecureChannelRequest;

    internal static OpenSecureChannelRequest Read(ref UaReader reader) => new()
    {
        Header = RequestHeader.Read(ref reader),
        ClientProtocolVersion = reader.ReadUInt32(),
        RequestType = (SecurityTokenRequestType)reader.ReadInt32(),
        SecurityMode = (MessageSecurityMode)reader.ReadInt32(),
        ClientNonce = reader.ReadByteString(),
        RequestedLifetime = reader.ReadUInt32(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(ClientProtocolVersion);
        writer.WriteInt32((int)RequestType);
        writer.WriteInt32((int)SecurityMode);
        writer.WriteByteString(ClientNonce);
        writer.WriteUInt32(RequestedLifetime);
    }
}

public sealed class OpenSecureChannelResponse : ServiceResponse
{
    public uint ServerProtocolVersion { get; init; }

    public ChannelSecurityToken SecurityToken { get; init; }

    public byte[]? ServerNonce { get; init; }

    public override uint EncodingId => MessageIds.OpenSecureChannelResponse;

    internal static OpenSecureChannelResponse Read(ref UaReader reader) => new()
    {
        Header = ResponseHeader.Read(ref reader),
        ServerProtocolVersion = reader.ReadUInt32(),
        SecurityToken = new ChannelSecurityToken(
            reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadDateTime(), reader.ReadUInt32()),
        ServerNonce = reader.ReadByteString(),
    };

    internal override void WriteBody(ref UaWriter writer)
    {
        writer.WriteUInt32(ServerProtocolVersion);
        writer.WriteUInt32(SecurityToken.ChannelId);
        writer.WriteUInt32(SecurityToken.TokenId);
        writer.WriteDateTime(SecurityToken.CreatedAt);
        writer.WriteUInt32(SecurityToken.RevisedLifetime);
        writer.WriteByteString(ServerNonce);
    }
}

/// <summary>Closes a secure channel; nobody answers it on UA-TCP (Part 6 §7.1.4).</summary>
public sealed class CloseSecureChannelRequest : ServiceRequest
{
    public override uint EncodingId => MessageIds.CloseSecureChannelRequest;

    internal static CloseSecureChannelRequest Read(ref UaReader reader) => new() { Header = RequestHeader.Read(ref reader) };

    internal override void WriteBody(ref UaWriter writer)
    {
    }
}

public sealed class CloseSecureChannelResponse : ServiceResponse
{
    public override uint EncodingId => MessageIds.CloseSecureChannelResponse;

    internal static CloseSecureChannelResponse Read(ref UaReader reader) => new() { Header = ResponseHeader.Read(ref reader) };

    internal override void WriteBody(ref UaWriter writer)
    {
    }
}
