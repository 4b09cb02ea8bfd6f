using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Redundancy;
using IndustrialGateway.OpcUa.Client.Reverse;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>Which server, with which security, as whom, and how patiently.</summary>
public sealed record UaClientOptions
{
    /// <summary>e.g. <c>opc.tcp://192.168.1.20:4840</c>. Host and port are used as they stand here, whatever the server calls itself.</summary>
    public required Uri EndpointUrl { get; init; }

    /// <summary>
    /// Where the other servers of its redundant set are (Part 4 §6.6.2.4), up to <see cref="FailoverOptions.MaxAlternatives"/>: <see cref="UaClient"/> goes on with one of them when
    /// this one is lost or says that it is not healthy. All have the same security, user and nodes. Not together with <see cref="Reverse"/>.
    /// </summary>
    public IReadOnlyList<Uri> Alternatives { get; init; } = [];

    /// <summary>How closely they are watched, and how long one is kept.</summary>
    public FailoverOptions Failover { get; init; } = new();

    /// <summary>For a server that calls instead of being called: then <see cref="EndpointUrl"/> only names it, in logs and in what is remembered of it.</summary>
    public ReverseConnection? Reverse { get; init; }

    public SecurityChoice Security { get; init; } = SecurityChoice.Default;

    public UserIdentity Identity { get; init; } = UserIdentity.Anonymous;

    /// <summary>This application's certificate; needed for every policy but None.</summary>
    public ApplicationCertificate? Certificate { get; init; }

    /// <summary>Instead of <see cref="Certificate"/> where it is renewed while the client runs: each new channel takes the newest that the server accepts.</summary>
    public OwnCertificates? Certificates { get; init; }

    /// <summary>Whom this application trusts; needed for every policy but None and for passwords.</summary>
    public TrustFolder? Trust { get; init; }

    /// <summary>Must be the URI in <see cref="Certificate"/>, from which it is taken when empty.</summary>
    public string ApplicationUri { get; init; } = "";

    public string ApplicationName { get; init; } = "IndustrialGateway";

    /// <summary>How long one request may take.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take, from the first packet to the activated session.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server shall keep the session, and with it unacknowledged notifications, while the line is down.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the server is asked for its state, which shows that the line and the session live.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a security token is asked for; it is renewed after three quarters of what the server grants.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The first wait before connecting again; it doubles up to <see cref="MaxReconnectDelay"/>.</summary>
    public TimeSpan MinReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the keys of this client's channels are written for Wireshark; null, as by default, is nowhere. See <see cref="Channels.KeyLog"/>.</summary>
    public KeyLog? KeyLog { get; init; }

    /// <summary>Requests that read, make or change many things and may be under way at once, 1 to 32. The server's order of answers does not matter.</summary>
    public int ParallelRequests { get; init; } = 4;

    /// <summary>Where it is kept what servers were found to bear; null learns it anew with each session.</summary>
    public ILimitMemory? LimitMemory { get; init; }

    public TransportLimits Transport { get; init; } = new();

    public CodecLimits Codec { get; init; } = CodecLimits.Client;

    internal int EffectiveParallelRequests => Math.Clamp(ParallelRequests, 1, 32);

    internal string EffectiveApplicationUri =>
        ApplicationUri.Length > 0 ? ApplicationUri : (Certificates?.Current ?? Certificate)?.ApplicationUri ?? "urn:industrial-gateway:client";
}
