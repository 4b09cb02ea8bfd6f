using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Messages;

/// <summary>What an application is (Part 4 §7.2).</summary>
public enum ApplicationType
{
    Server = 0,
    Client = 1,
    ClientAndServer = 2,
    DiscoveryServer = 3,
}

/// <summary>How a user may prove who they are (Part 4 §7.42).</summary>
public enum UserTokenType
{
    Anonymous = 0,
    UserName = 1,
    Certificate = 2,
    IssuedToken = 3,
}

/// <summary>An application by its URI, names and addresses (Part 4 §7.2).</summary>
public sealed record ApplicationDescription
{
    internal const int MinBytes = 25;
    internal const int ObjectBytes = 104;

    public string ApplicationUri { get; init; } = "";

    public string? ProductUri { get; init; }

    public LocalizedText ApplicationName { get; init; }

    public ApplicationType ApplicationType { get; init; }

    public string? GatewayServerUri { get; init; }

    public string? DiscoveryProfileUri { get; init; }

    public string[] DiscoveryUrls { get; init; } = [];

    internal static ApplicationDescription Read(ref UaReader reader) => new()
    {
        ApplicationUri = reader.ReadString() ?? "",
        ProductUri = reader.ReadString(),
        ApplicationName = reader.ReadLocalizedText(),
        ApplicationType = (ApplicationType)reader.ReadInt32(),
        GatewayServerUri = reader.ReadString(),
        DiscoveryProfileUri = reader.ReadString(),
        DiscoveryUrls = reader.ReadStrings(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteString(ApplicationUri);
        writer.WriteString(ProductUri);
        writer.WriteLocalizedText(ApplicationName);
        writer.WriteInt32((int)ApplicationType);
        writer.WriteString(GatewayServerUri);
        writer.WriteString(DiscoveryProfileUri);
        writer.WriteStrings(DiscoveryUrls);
    }
}

/// <summary>One way of logging in at an endpoint; without a policy URI, the endpoint's own policy protects the secret (Part 4 §7.42).</summary>
public sealed record UserTokenPolicy
{
    internal const int MinBytes = 20;
    internal const int ObjectBytes = 64;

    public string PolicyId { get; init; } = "";

    public UserTokenType TokenType { get; init; }

    public string? IssuedTokenType { get; init; }

    public string? IssuerEndpointUrl { get; init; }

    public string? SecurityPolicyUri { get; init; }

    internal static UserTokenPolicy Read(ref UaReader reader) => new()
    {
        PolicyId = reader.ReadString() ?? "",
        TokenType = (UserTokenType)reader.ReadInt32(),
        IssuedTokenType = reader.ReadString(),
        IssuerEndpointUrl = reader.ReadString(),
        SecurityPolicyUri = reader.ReadString(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteString(PolicyId);
        writer.WriteInt32((int)TokenType);
        writer.WriteString(IssuedTokenType);
        writer.WriteString(IssuerEndpointUrl);
        writer.WriteString(SecurityPolicyUri);
    }
}

/// <summary>A place to connect to, with the security it speaks and the certificate it shows (Part 4 §7.14).</summary>
public sealed record EndpointDescription
{
    internal const int MinBytes = ApplicationDescription.MinBytes + 25;
    internal const int ObjectBytes = ApplicationDescription.ObjectBytes + 96;

    public string EndpointUrl { get; init; } = "";

    public ApplicationDescription Server { get; init; } = new();

    public byte[]? ServerCertificate { get; init; }

    public MessageSecurityMode SecurityMode { get; init; }

    public string SecurityPolicyUri { get; init; } = "";

    public UserTokenPolicy[] UserIdentityTokens { get; init; } = [];

    public string? TransportProfileUri { get; init; }

    /// <summary>The server's own ranking of its endpoints; higher is safer.</summary>
    public byte SecurityLevel { get; init; }

    internal static EndpointDescription Read(ref UaReader reader) => new()
    {
        EndpointUrl = reader.ReadString() ?? "",
        Server = ApplicationDescription.Read(ref reader),
        ServerCertificate = reader.ReadByteString(),
        SecurityMode = (MessageSecurityMode)reader.ReadInt32(),
        SecurityPolicyUri = reader.ReadString() ?? "",
        UserIdentityTokens = reader.ReadArray(UserTokenPolicy.MinBytes, UserTokenPolicy.Read, UserTokenPolicy.ObjectBytes) ?? [],
        TransportProfileUri = reader.ReadString(),
        SecurityLevel = reader.ReadByte(),
    };

    internal void Write(ref UaWriter writer)
    {
        writer.WriteString(EndpointUrl);
        Server.Write(ref writer);
        writer.WriteByteString(ServerCertificate);
        writer.WriteInt32((int)SecurityMode);
        writer.WriteString(SecurityPolicyUri);
        writer.WriteArray(UserIdentityTokens, static (ref writer, policy) => policy.Write(ref writer));
        writer.WriteString(TransportProfileUri);
        writer.WriteByte(SecurityLevel);
    }
}
