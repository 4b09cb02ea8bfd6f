using System.Net;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>Where a server listens, how it is secured and what it takes on.</summary>
public sealed record UaServerOptions
{
    public string ApplicationName { get; init; } = "IndustrialGateway simulated machine";

    /// <summary>Where it listens; the port may be 0 for any free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>
    /// Clients that the server calls, because they cannot call it (Part 6 §7.1.3), e.g. <c>opc.tcp://192.168.1.5:4841</c>: one connection waits at
    /// each. They count among <see cref="MaxChannels"/>.
    /// </summary>
    public IReadOnlyList<Uri> ReverseConnect { get; init; } = [];

    /// <summary>The host in the endpoints' URLs when a client names none; by default the address it listens on, or this machine's name.</summary>
    public string? PublicHost { get; init; }

    /// <summary>The policies and modes offered; (None, None) only where it stands here.</summary>
    public IReadOnlyList<(SecurityPolicy Policy, MessageSecurityMode Mode)> Security { get; init; } =
    [
        (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
        (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
    ];

    /// <summary>Needed for everything but (None, None). Stays the caller's.</summary>
    public ApplicationCertificate? Certificate { get; init; }

    /// <summary>Those with keys of other kinds, for policies that <see cref="Certificate"/> does not fit. Stay the caller's.</summary>
    public IReadOnlyList<ApplicationCertificate> FurtherCertificates { get; init; } = [];

    /// <summary>Which clients may connect; needed for everything but (None, None).</summary>
    public TrustFolder? Trust { get; init; }

    public bool AllowAnonymous { get; init; } = true;

    /// <summary>
    /// Checks a user's name and password, best in a time that does not depend on them (<see cref="Sessions.Secrets"/>); null: nobody can log in by name.
    /// Needs a certificate: passwords come encrypted only.
    /// </summary>
    public Func<string, string, bool>? CheckPassword { get; init; }

    /// <summary>The users who may log in by certificate, or the authorities that issue them; null: nobody can. A folder other than <see cref="Trust"/>.</summary>
    public TrustFolder? UserTrust { get; init; }

    /// <summary>
    /// Lets anonymous sessions with policy None take subscriptions over, where the application's own word is all that tells it from another.
    /// The specification forbids it (Part 4 §5.14.7): for simulated plants and tests only.
    /// </summary>
    public bool AllowInsecureTransfer { get; init; }

    public ServerLimits Limits { get; init; } = new();

    public TransportLimits Transport { get; init; } = new() { MaxMessageSize = 1024 * 1024, MaxChunkCount = 64 };

    public CodecLimits Codec { get; init; } = CodecLimits.Server;

    /// <summary>The application URIs of the servers of its non-transparent redundant set, itself among them; empty: there is no set (Part 4 §6.6.2).</summary>
    public IReadOnlyList<string> RedundantServers { get; init; } = [];

    /// <summary>How the others of <see cref="RedundantServers"/> stand by; told to clients only, nothing here is done about it.</summary>
    public RedundancyMode Redundancy { get; init; }

    public int MaxChannels { get; init; } = 50;

    public int MaxChannelsPerAddress { get; init; } = 10;

    public int MaxSessions { get; init; } = 50;

    /// <summary>How long a session may exist without being activated, and a channel without having activated one.</summary>
    public TimeSpan ActivationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MinSessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MaxSessionTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The shortest life of a channel's token.</summary>
    public TimeSpan MinTokenLifetime { get; init; } = TimeSpan.FromMinutes(1);

    internal IEnumerable<ApplicationCertificate> AllCertificates => Certificate is null ? FurtherCertificates : FurtherCertificates.Prepend(Certificate);

    /// <summary>The one that is shown on channels with this policy; with None, where it protects only passwords, one that encrypts if there is one.</summary>
    internal ApplicationCertificate? CertificateFor(SecurityPolicy channel) =>
        ApplicationCertificate.Find(AllCertificates, Endpoints.UserPolicy(channel)) ?? (channel.IsNone ? Certificate : null);

    /// <exception cref="ArgumentException">Something that is needed is missing.</exception>
    internal void Check()
    {
        if (Security.Count == 0)
        {
            throw new ArgumentException("A server offers at least one security policy and mode.");
        }

        if (ReverseConnect.FirstOrDefault(client => client.Scheme != "opc.tcp" || client.Host.Length == 0) is { } wrong)
        {
            throw new ArgumentException($"'{wrong}' is not a client's address such as opc.tcp://host:4841.");
        }

        if (Limits.RefusalPeriod < TimeSpan.Zero || Limits.RefusalPeriod > TimeSpan.FromSeconds(1))
        {
            throw new ArgumentException($"A refusal period of {Limits.RefusalPeriod} is outside zero to one second.");
        }

        if (Security.Any(offer => !offer.Policy.IsNone) && (Certificate is null || Trust is null))
        {
            throw new ArgumentException("A server that offers more than (None, None) needs a certificate and a trust folder.");
        }

        if (Security.Any(offer => offer.Policy.IsDeprecated))
        {
            throw new ArgumentException("Basic256 and Basic128Rsa15 can be broken: a server here never offers them.");
        }

        if (Security.Select(offer => offer.Policy).FirstOrDefault(policy => !policy.IsNone && CertificateFor(policy) is null) is { } without)
        {
            throw new ArgumentException($"The policy {without} needs a certificate with a key of the kind {without.Keys[0]}.");
        }

        if ((CheckPassword is not null || UserTrust is not null) && Certificate is null)
        {
            throw new ArgumentException("A server with users needs a certificate, for which passwords are encrypted and logins signed.");
        }
    }
}
