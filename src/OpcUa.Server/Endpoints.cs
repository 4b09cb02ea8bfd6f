using System.Net;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>What the server tells about itself: its endpoints and the ways to log in (Part 4 §5.5).</summary>
internal sealed class Endpoints(UaServerOptions options, string applicationUri, IPEndPoint listens)
{
    public const string AnonymousPolicy = "anonymous";
    public const string UserNamePolicy = "username";
    public const string CertificatePolicy = "certificate";
    private const string BinaryTransport = "http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary";
    private const int MaxHostLength = 255;

    /// <summary>Where a client on this machine reaches it.</summary>
    public Uri Url { get; } = new($"opc.tcp://{Host(options, listens)}:{listens.Port}");

    public FindServersResponse FindServers(FindServersRequest request)
    {
        var self = Describe(request.EndpointUrl);
        var wanted = request.ServerUris.Length == 0 || request.ServerUris.Contains(applicationUri);
        return new FindServersResponse { Servers = wanted ? [self] : [] };
    }

    public GetEndpointsResponse GetEndpoints(GetEndpointsRequest request)
    {
        var wanted = request.ProfileUris.Length == 0 || request.ProfileUris.Contains(BinaryTransport);
        return new GetEndpointsResponse { Endpoints = wanted ? All(request.EndpointUrl) : [] };
    }

    /// <param name="clientUrl">The URL by which the client came: its host is known to work for this client.</param>
    public EndpointDescription[] All(string clientUrl) => [.. options.Security.Select(offer => new EndpointDescription
    {
        EndpointUrl = UrlFor(clientUrl),
        Server = Describe(clientUrl),
        ServerCertificate = options.CertificateFor(offer.Policy)?.Der.ToArray(),
        SecurityMode = offer.Mode,
        SecurityPolicyUri = offer.Policy.Uri,
        UserIdentityTokens = UserTokens(offer.Policy),
        TransportProfileUri = BinaryTransport,
        SecurityLevel = Level(offer.Policy, offer.Mode),
    })];

    /// <summary>The policy that protects passwords and the signatures of users at an endpoint: its own, or a real one where the channel has none.</summary>
    public static SecurityPolicy UserPolicy(SecurityPolicy channel) => channel.IsNone ? SecurityPolicy.Basic256Sha256 : channel;

    private UserTokenPolicy[] UserTokens(SecurityPolicy policy)
    {
        List<UserTokenPolicy> tokens = [];
        if (options.AllowAnonymous)
        {
            tokens.Add(new UserTokenPolicy { PolicyId = AnonymousPolicy, TokenType = UserTokenType.Anonymous });
        }

        var isProtected = options.CertificateFor(policy)?.Fits(UserPolicy(policy)) ?? false;
        if (options.CheckPassword is not null && isProtected)
        {
            tokens.Add(new UserTokenPolicy
            {
                PolicyId = UserNamePolicy,
                TokenType = UserTokenType.UserName,
                SecurityPolicyUri = UserPolicy(policy).Uri,
            });
        }

        if (options.UserTrust is not null && isProtected)
        {
            tokens.Add(new UserTokenPolicy
            {
                PolicyId = CertificatePolicy,
                TokenType = UserTokenType.Certificate,
                SecurityPolicyUri = UserPolicy(policy).Uri,
            });
        }

        return [.. tokens];
    }

    private ApplicationDescription Describe(string clientUrl) => new()
    {
        ApplicationUri = applicationUri,
        ProductUri = "urn:industrial-gateway:opcua-server",
        ApplicationName = new LocalizedText("en", options.ApplicationName),
        ApplicationType = ApplicationType.Server,
        DiscoveryUrls = [UrlFor(clientUrl)],
    };

    private string UrlFor(string clientUrl) =>
        Uri.TryCreate(clientUrl, UriKind.Absolute, out var url) && url.Scheme == "opc.tcp" && url.Host.Length is > 0 and <= MaxHostLength
            ? $"opc.tcp://{url.Host}:{listens.Port}"
            : Url.OriginalString;

    // Higher is safer; the numbers have no other meaning (Part 4 §7.14).
    private static byte Level(SecurityPolicy policy, MessageSecurityMode mode) => (byte)(policy.IsNone
        ? 0
        : (10 * (SecurityPolicy.All.Count - SecurityPolicy.All.TakeWhile(each => each != policy).Count())) + (int)mode);

    private static string Host(UaServerOptions options, IPEndPoint listens)
    {
        if (options.PublicHost is { } host)
        {
            return host;
        }

        var any = listens.Address.Equals(IPAddress.Any) || listens.Address.Equals(IPAddress.IPv6Any);
        var literal = listens.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{listens.Address}]" : listens.Address.ToString();
        return any ? Dns.GetHostName() : literal;
    }
}
