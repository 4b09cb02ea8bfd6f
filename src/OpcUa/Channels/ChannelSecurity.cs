using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>How a client secures its channel, and whom it expects at the other end.</summary>
public sealed record ChannelSecurity
{
    /// <summary>No security: for discovery, and for servers excepted by name.</summary>
    public static ChannelSecurity None { get; } = new();

    public SecurityPolicy Policy { get; init; } = SecurityPolicy.None;

    public MessageSecurityMode Mode { get; init; } = MessageSecurityMode.None;

    /// <summary>This application's certificate; needed with every policy but None.</summary>
    public ApplicationCertificate? Own { get; init; }

    /// <summary>The server's certificate as its endpoint gave it: DER, perhaps with its issuers behind it.</summary>
    public ReadOnlyMemory<byte> ServerCertificate { get; init; }

    /// <summary>Whom this application trusts; needed with every policy but None.</summary>
    public TrustFolder? Trust { get; init; }

    /// <summary>The URI that the server's endpoint says it has; its certificate must carry it. Null is not checked.</summary>
    public string? ServerApplicationUri { get; init; }

    /// <summary>Where the keys of each token are written for Wireshark; null, as by default, is nowhere.</summary>
    public KeyLog? KeyLog { get; init; }
}
