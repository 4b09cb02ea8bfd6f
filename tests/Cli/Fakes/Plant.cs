using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>A press as an OPC UA server on a loopback port, without security, for igw as a process.</summary>
internal sealed class Plant : IAsyncDisposable
{
    public const string Uri = "urn:test:press";

    private readonly TestFolder _folder = new();
    private UaServer? _server;

    public Plant()
    {
        Press = Space.AddObject(Space.Objects, Id("Press"), "Press");
        Speed = Space.AddVariable(Press, Id("Speed"), "Speed", BuiltInType.Double, new DataValue(Variant.Of(1.5), default, Noon));
        Speed.AccessLevel = AccessLevels.Read | AccessLevels.Write;
        Counts = Space.AddVariable(
            Press, Id("Counts"), "Counts", BuiltInType.Int32, new DataValue(Variant.OfArray(BuiltInType.Int32, (int[])[1, 2])), valueRank: 1);
        Counts.AccessLevel = AccessLevels.Read | AccessLevels.Write;
        Space.AddVariable(Press, Id("Maker"), "Maker", BuiltInType.String, new DataValue(Variant.Of("ACME")));
        Space.AddRange(Speed, Id("Speed.Range"), new ValueRange(-1, 99.5));
    }

    public static UaDateTime Noon { get; } = UaDateTime.From(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    public AddressSpace Space { get; } = new(Uri);

    public ObjectNode Press { get; }

    public VariableNode Speed { get; }

    public VariableNode Counts { get; }

    public static NodeId Id(string name) => new(name, 1);

    /// <summary>As it is typed.</summary>
    public static string Node(string name) => $"nsu={Uri};s={name}";

    public async Task<Plant> StartAsync()
    {
        var options = new UaServerOptions { Security = [(SecurityPolicy.None, MessageSecurityMode.None)] };
        _server = await UaServer.StartAsync(options, Space, TimeProvider.System, NullLogger<UaServer>.Instance);
        return this;
    }

    /// <summary><c>igw machine COMMAND URL …</c>, to its end.</summary>
    public Task<Igw> RunAsync(string command, params string[] arguments) => Igw.RunAsync(_folder.Path, Arguments(command, arguments));

    /// <summary>The same, left running.</summary>
    public System.Diagnostics.Process Start(string command, params string[] arguments) => Igw.Start(_folder.Path, Arguments(command, arguments));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private string[] Arguments(string command, string[] arguments) =>
        ["machine", command, $"{_server?.Endpoint}", .. arguments, "--security", "None"];
}
