using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>Our own server with some variables, which can be switched off and on at the same address, behind a line that can be cut.</summary>
internal sealed class Machine : IAsyncDisposable
{
    public const string Uri = "urn:test:machine";

    // Made once: their keys take longer than most tests.
    private static readonly ApplicationCertificate Server = ApplicationCertificate.Create(Uri, "machine", TimeProvider.System, "localhost");
    private static readonly ApplicationCertificate[] ServerCurves = Curves(Uri, "machine");
    private static readonly ApplicationCertificate[] Clients =
        [ApplicationCertificate.Create("urn:test:client", "client", TimeProvider.System, "localhost"), .. Curves("urn:test:client", "client")];

    private readonly TestFolder _folder = new();
    private readonly UaServerOptions _options;
    private UaServer? _server;

    private Machine(ServerLimits limits, Uri[] clients)
    {
        Space = new AddressSpace(Uri);
        Folder = Space.AddFolder(Space.Objects, new NodeId("folder", 1), "folder");
        Counter = Space.AddVariable(Folder, CounterId, "counter", BuiltInType.Int32, new DataValue(Variant.Of(0)));
        ServerTrust = new TrustFolder(_folder["server"]);
        ClientTrust = new TrustFolder(_folder["client"]);
        UserTrust = new TrustFolder(_folder["users"]);
        Array.ForEach(Clients, each => ServerTrust.Trust(each.Der.Span));
        Array.ForEach([Server, .. ServerCurves], each => ClientTrust.Trust(each.Der.Span));
        _options = new UaServerOptions
        {
            Certificate = Server,
            FurtherCertificates = ServerCurves,
            Trust = ServerTrust,
            UserTrust = UserTrust,
            Security =
            [
                (SecurityPolicy.None, MessageSecurityMode.None),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
                (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.EccNistP256, MessageSecurityMode.Sign),
                (SecurityPolicy.EccNistP256, MessageSecurityMode.SignAndEncrypt),
                (SecurityPolicy.EccNistP384, MessageSecurityMode.Sign),
                (SecurityPolicy.EccNistP384, MessageSecurityMode.SignAndEncrypt),
            ],
            CheckPassword = (user, password) => (user, password) == ("engineer", "pässwörd"),
            Limits = limits,
            MaxChannelsPerAddress = 50,
            AllowInsecureTransfer = true,
            ReverseConnect = clients,
        };
    }

    public static NodeId CounterId { get; } = new("counter", 1);

    public AddressSpace Space { get; }

    public ObjectNode Folder { get; }

    public VariableNode Counter { get; }

    public TrustFolder ServerTrust { get; }

    public TrustFolder ClientTrust { get; }

    /// <summary>Who may log in by certificate: nobody at first.</summary>
    public TrustFolder UserTrust { get; }

    /// <summary>How well it says that it can serve; while it is on.</summary>
    public byte ServiceLevel
    {
        set => _server!.ServiceLevel = value;
    }

    public int SessionCount => _server?.SessionCount ?? 0;

    public CuttableLine Line { get; private set; } = null!; // set by StartAsync, the only way to get one

    /// <param name="clients">Whom the server calls.</param>
    public static async Task<Machine> StartAsync(ServerLimits? limits = null, params Uri[] clients)
    {
        var machine = new Machine(limits ?? new ServerLimits(), clients);
        await machine.SwitchOnAsync();
        machine.Line = new CuttableLine(machine._server!.Endpoint.Port);
        return machine;
    }

    public async Task SwitchOnAsync()
    {
        _server = await UaServer.StartAsync(_options, Space, TimeProvider.System, NullLogger<UaServer>.Instance);
        if (Line is not null)
        {
            Line.Port = _server.Endpoint.Port;
        }
    }

    public async Task SwitchOffAsync()
    {
        await _server!.DisposeAsync(); // it was on
        _server = null;
    }

    public UaClientOptions Options(SecurityChoice? security = null) => new()
    {
        EndpointUrl = Line.Url,
        Security = security ?? SecurityChoice.None,
        Certificate = security?.Policies is [var one] ? ApplicationCertificate.Find(Clients, one) ?? Clients[0] : Clients[0],
        Trust = ClientTrust,
        MinReconnectDelay = TimeSpan.FromMilliseconds(5),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(50),
    };

    public Task<UaSession> ConnectAsync(SecurityChoice? security = null) =>
        UaSession.ConnectAsync(Options(security), cancellationToken: TestContext.Current.CancellationToken);

    private static ApplicationCertificate[] Curves(string uri, string name) =>
        [.. new[] { KeyKind.NistP256, KeyKind.NistP384 }.Select(kind => ApplicationCertificate.Create(kind, uri, name, TimeProvider.System, "localhost"))];

    public void Count(int from, int count)
    {
        for (var value = from; value < from + count; value++)
        {
            Counter.Set(new DataValue(Variant.Of(value), StatusCode.Good, UaDateTime.Now(TimeProvider.System)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
