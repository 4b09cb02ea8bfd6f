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
        ServerTrust.Trust(Client.Der.Span);
        ClientTrust.Trust(Server.Der.Span);
        Space = new AddressSpace(ServerUri);
        Folder = Space.AddFolder(Space.Objects, new NodeId("folder", 1), "folder");
        Counter = Space.AddVariable(Folder, CounterId, "counter", BuiltInType.Int32, new DataValue(Variant.Of(0)));
        Options = new UaServerOptions
        {
            Certificate = Server,
            Trust = ServerTrust,
            Security =
            [
                (SecurityPolicy.None, MessageSecurityMode.None),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes128Sha256RsaOaep, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt),
            ],
            MaxSessions = 150,
            MaxChannelsPerAddress = 50,
            CheckPassword = (user, password) => (user, password) == (User, Password),
            Limits = new ServerLimits { MinPublishingInterval = TimeSpan.FromMilliseconds(2) },
        };
    }

    // Made once: their keys take longer than most cases.
    public static ApplicationCertificate Server { get; } = ApplicationCertificate.Create(ServerUri, "plant", TimeProvider.System, "localhost");

    public static ApplicationCertificate Client { get; } = ApplicationCertificate.Create(ClientUri, "client", TimeProvider.System, "localhost");

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

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
