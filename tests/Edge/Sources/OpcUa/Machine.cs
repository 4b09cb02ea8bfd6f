using System.Net;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>A machine with an OPC UA server on a loopback port, which can go away and come back.</summary>
internal sealed class Machine : IAsyncDisposable
{
    public const string Namespace = "urn:test:machine";
    public const string Password = "s3cret-of-the-machine";

    // Made once: their keys take longer than most tests.
    private static readonly ApplicationCertificate Own =
        ApplicationCertificate.Create(Namespace, "machine", TimeProvider.System, "localhost");

    private readonly TemporaryFolder _folder = new();
    private readonly TrustFolder _clients;
    private UaServer? _server;
    private int _port;

    public Machine()
    {
        _clients = new TrustFolder(Path.Combine(_folder.Path, "machine"));
        var gateway = new OwnCertificates(
            Path.Combine(_folder.Path, "own"), OpcUaSources.ApplicationUri("test"), "gateway", TimeProvider.System, NullLogger.Instance, "localhost");
        _clients.Trust(gateway.Current.Der.Span);
        var trust = new TrustFolder(Path.Combine(_folder.Path, "gateway"));
        trust.Trust(Own.Der.Span);
        Identity = new OpcUaIdentity(gateway, trust, gateway.Current.ApplicationUri);
        Space = new AddressSpace(Namespace);
        Plant = Space.AddFolder(Space.Objects, Id("Plant"), "Plant");
    }

    /// <summary>Another one is taken with the next start.</summary>
    public AddressSpace Space { get; set; }

    public ObjectNode Plant { get; }

    public OpcUaIdentity Identity { get; }

    public Uri Endpoint => new($"opc.tcp://127.0.0.1:{_port}");

    public static NodeId Id(string name) => new(name, 1);

    public VariableNode Add(string name, Variant value, Node? parent = null) => Space.AddVariable(
        parent ?? Plant, Id(name), name.Split('.')[^1], value.Type, new DataValue(value, default, TimeOf(0)));

    public static UaDateTime TimeOf(int index) => new(Some.Ticks + (index * 10_000L));

    /// <param name="secured">False: no security at all.</param>
    /// <param name="client">Whom it calls.</param>
    public async Task StartAsync(bool secured = true, Uri? client = null, ServerLimits? limits = null)
    {
        var options = new UaServerOptions
        {
            Certificate = Own,
            Trust = _clients,
            Listen = new IPEndPoint(IPAddress.Loopback, _port),
            CheckPassword = (user, password) => (user, password) == ("reader", Password),
            AllowInsecureTransfer = true,
            ReverseConnect = client is null ? [] : [client],
            Limits = limits ?? new ServerLimits(),
        };
        if (!secured)
        {
            options = options with { Security = [(SecurityPolicy.None, MessageSecurityMode.None)] };
        }

        _server = await UaServer.StartAsync(options, Space, TimeProvider.System, NullLogger<UaServer>.Instance);
        _port = _server.Endpoint.Port;
    }

    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
