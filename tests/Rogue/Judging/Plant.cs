using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Rogue.Tests.Judging;

/// <summary>The server that is attacked, and what its clients need to know.</summary>
internal sealed class Plant : IAsyncDisposable
{
    public const string ServerUri = "urn:test:plant";
    public const string ClientUri = "urn:test:client";
    public const string User = "engineer";
    public const string Password = "right";
    private readonly TestFolder _folder = new();
    private UaServer? _server;

    public Plant()
    {
        ServerTrust = new TrustFolder(_folder["server"]);
        ClientTrust = new TrustFolder(_folder["client"]);
        Array.ForEach(Clients, each => ServerTrust.Trust(each.Der.Span));
        Array.ForEach(Servers, each => ClientTrust.Trust(each.Der.Span));
        Space = new AddressSpace(ServerUri);
        Folder = Space.AddFolder(Space.Objects, new NodeId("folder", 1), "folder");
        Counter = Space.AddVariable(Folder, CounterId, "counter", BuiltInType.Int32, new DataValue(Variant.Of(0)));
        Options = new UaServerOptions
        {
            Certificate = Server,
            FurtherCertificates = Servers[1..],
            Trust = ServerTrust,
            Security =
            [
                (SecurityPolicy.None, MessageSecurityMode.None),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes128Sha256RsaOaep, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.EccNistP256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.EccNistP384, MessageSecurityMode.SignAndEncrypt),
            ],
            MaxSessions = 150,
            MaxChannelsPerAddress = 50,
            CheckPassword = (user, password) => (user, password) == (User, Password),
            Limits = new ServerLimits { MinPublishingInterval = TimeSpan.FromMilliseconds(2) },
        };
    }

    // Made once: their keys take longer than most cases.
    private static readonly ApplicationCertificate[] Servers = OfEachKind(ServerUri, "plant");
    private static readonly ApplicationCertificate[] Clients = OfEachKind(ClientUri, "client");

    /// <summary>The one of RSA.</summary>
    public static ApplicationCertificate Server => Servers[0];

    /// <summary>The one of RSA.</summary>
    public static ApplicationCertificate Client => Clients[0];

    public static NodeId CounterId { get; } = new("counter", 1);

    public AddressSpace Space { get; }

    public ObjectNode Folder { get; }

    public VariableNode Counter { get; }

    public TrustFolder ServerTrust { get; }

    public TrustFolder ClientTrust { get; }

    public UaServerOptions Options { get; set; }

    public Uri Url => Running.Endpoint;

    public UaServer Running => _server ?? throw new InvalidOperationException("The plant is off.");

    public async Task<Plant> StartAsync(ILogger<UaServer> log, TimeProvider? time = null)
    {
        _server = await UaServer.StartAsync(Options, Space, time ?? TimeProvider.System, log);
        return this;
    }

    public UaClientOptions ClientOptions(Uri? url = null, SecurityChoice? security = null) => new()
    {
        EndpointUrl = url ?? Url,
        Security = security ?? SecurityChoice.None,
        Certificate = Client,
        Trust = ClientTrust,
        MinReconnectDelay = TimeSpan.FromMilliseconds(2),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>The server's certificate for a policy; with None, the one that it shows there.</summary>
    public static ApplicationCertificate ServerFor(SecurityPolicy policy) => ApplicationCertificate.Find(Servers, policy) ?? Server;

    /// <summary>The client's certificate for a policy.</summary>
    public static ApplicationCertificate ClientFor(SecurityPolicy policy) => ApplicationCertificate.Find(Clients, policy) ?? Client;

    private static ApplicationCertificate[] OfEachKind(string uri, string name) =>
        [.. Enum.GetValues<KeyKind>().Select(kind => ApplicationCertificate.Create(kind, uri, name, TimeProvider.System, "localhost"))];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
