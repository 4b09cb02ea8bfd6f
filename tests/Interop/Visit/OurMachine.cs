using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(IndustrialGateway.Interop.Visit.OurMachine))]

namespace IndustrialGateway.Interop.Visit;

/// <summary>Our own server, for clients by others: every policy and mode, all tokens, and something of each service to try.</summary>
public sealed class OurMachine : IAsyncLifetime
{
    public const string Uri = "urn:industrial-gateway:interop:our-machine";
    public const string VisitorUri = "urn:industrial-gateway:interop:visitor";
    public const string UserName = "operator";
    public const string Password = "line-1 pässwörd";

    private readonly TestFolder _folder = new();
    private TrustFolder? _trust;
    private TrustFolder? _users;
    private ApplicationCertificate? _certificate;
    private UaServer? _server;
    private int _lastFolder;

    public Uri Endpoint => _server?.Endpoint ?? throw new InvalidOperationException("The fixture has not started.");

    internal AddressSpace Space { get; } = new(Uri);

    internal VariableNode Counter { get; private set; } = null!; // set by InitializeAsync, before any test

    /// <summary>An integer that only the test of queues sets.</summary>
    internal VariableNode Queued { get; private set; } = null!;

    /// <summary>A number that only the flow of Node-RED sees change.</summary>
    internal VariableNode Gauge { get; private set; } = null!;

    internal VariableNode Level { get; private set; } = null!;

    internal Condition Alarm { get; private set; } = null!; // set by InitializeAsync, before any test

    /// <summary>Who logs in by certificate.</summary>
    internal UserCertificate User { get; } = Visitor.NewUser("engineer");

    internal ReadOnlyMemory<byte> Certificate => _certificate?.Der ?? throw new InvalidOperationException("The fixture has not started.");

    internal string VisitorCertificateFile => _folder["visitor/own.pem"];

    internal string VisitorKeyFile => _folder["visitor/own.key"];

    public async ValueTask InitializeAsync()
    {
        var folder = Space.AddFolder(Space.Objects, new NodeId("folder", 1), "folder");
        Counter = Space.AddVariable(folder, new NodeId("counter", 1), "counter", BuiltInType.Int32, new DataValue(Variant.Of(0)));
        Level = Space.AddVariable(folder, new NodeId("level", 1), "level", BuiltInType.Double, new DataValue(Variant.Of(1.5)));
        Gauge = Space.AddVariable(folder, new NodeId("gauge", 1), "gauge", BuiltInType.Double, new DataValue(Variant.Of(1.5)));
        Queued = Space.AddVariable(folder, new NodeId("queued", 1), "queued", BuiltInType.Int32, new DataValue(Variant.Of(0)));
        foreach (var (name, type, value) in ScalarValues.All)
        {
            Space.AddVariable(folder, new NodeId(name, 1), name, type, new DataValue(value));
        }

        Counter.AccessLevel = Level.AccessLevel = AccessLevels.Read | AccessLevels.Write;
        Space.AddRange(Level, new NodeId("level.range", 1), new ValueRange(0, 200));
        Space.AddMethod(
            folder,
            new NodeId("double", 1),
            "double",
            [new MethodArgument { Name = "what", DataType = new NodeId((uint)BuiltInType.Double) }],
            [new MethodArgument { Name = "result", DataType = new NodeId((uint)BuiltInType.Double) }],
            (call, _) => ValueTask.FromResult<Variant[]>([Variant.Of(call.Inputs[0].AsDouble() * 2)]));
        Alarm = Space.AddCondition(folder, new NodeId("alarm", 1), "alarm", TimeProvider.System, input: Level);
        OwnTypes.Add(Space, folder);
        var many = Space.AddFolder(folder, new NodeId("many", 1), "many");
        for (var i = 0; i < ManyNodes; i++)
        {
            Space.AddVariable(many, new NodeId((uint)i + 1000, 1), $"v{i}", BuiltInType.Double, new DataValue(Variant.Of((double)i)));
        }

        _trust = new TrustFolder(_folder["trust"]);
        _users = new TrustFolder(_folder["users"]);
        _users.Trust(User.Der.Span);
        using var visitor = ApplicationCertificate.LoadOrCreate(_folder["visitor"], VisitorUri, "Visitor", TimeProvider.System, "localhost");
        _trust.Trust(visitor.Der.Span);
        _certificate = ApplicationCertificate.LoadOrCreate(_folder["machine"], Uri, "Machine", TimeProvider.System, "localhost", "127.0.0.1");
        _server = await StartAsync(Space, TimeProvider.System, NullLogger<UaServer>.Instance);
    }

    /// <summary>Another server with the same certificate, for a test that does something to it.</summary>
    /// <param name="clients">Those that it calls.</param>
    internal Task<UaServer> StartAsync(AddressSpace space, TimeProvider time, ILogger<UaServer> logger, params IReadOnlyList<Uri> clients)
    {
        var options = new UaServerOptions
        {
            Certificate = _certificate,
            Trust = _trust,
            Security = [.. SecurityPolicy.All.Where(policy => !policy.IsElliptic).SelectMany(Offers)], // node-opcua knows no other
            UserTrust = _users,
            CheckPassword = (user, password) => (user, password) == (UserName, Password),
            MaxChannelsPerAddress = 50,
            ReverseConnect = clients,
        };
        return UaServer.StartAsync(options, space, time, logger);
    }

    public const int ManyNodes = 2500;

    internal string NewFolder() => _folder[$"node-{Interlocked.Increment(ref _lastFolder)}"];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _certificate?.Dispose();
        User.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<(SecurityPolicy Policy, MessageSecurityMode Mode)> Offers(SecurityPolicy policy) => policy.IsNone
        ? [(policy, MessageSecurityMode.None)]
        : [(policy, MessageSecurityMode.Sign), (policy, MessageSecurityMode.SignAndEncrypt)];
}
