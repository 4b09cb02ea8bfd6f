using System.Net;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>Our own server without security, with a variable for each value that a test gives it.</summary>
internal sealed class OurMachine : IAsyncDisposable
{
    public const string Uri = "urn:industrial-gateway:end-to-end:machine";

    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, ObjectNode> _folders = [];
    private UaServer? _server;

    public OurMachine() => _folders[""] = Space.AddFolder(Space.Objects, new NodeId("Types", 1), "Types");

    public AddressSpace Space { get; } = new(Uri);

    public Uri Endpoint => _server?.Endpoint ?? throw new InvalidOperationException("The machine is off.");

    /// <summary>A variable below the folder Types, e.g. <c>Int32/Array</c>.</summary>
    public VariableNode Add(string path, NodeId dataType, Variant value, int rank = -1)
    {
        var slash = path.LastIndexOf('/');
        return Space.AddVariable(
            FolderOf(slash < 0 ? "" : path[..slash]), new NodeId(path, 1), path[(slash + 1)..], dataType, new DataValue(value), rank);
    }

    public async Task StartAsync() => _server = await UaServer.StartAsync(
        new UaServerOptions
        {
            Certificate = ApplicationCertificate.Create(Uri, "machine", TimeProvider.System, "localhost"),
            Trust = new TrustFolder(_folder["trust"]),
            Security = [(SecurityPolicy.None, MessageSecurityMode.None)],
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
        },
        Space,
        TimeProvider.System,
        NullLogger<UaServer>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private ObjectNode FolderOf(string path) => _folders.TryGetValue(path, out var folder)
        ? folder
        : _folders[path] = Space.AddFolder(_folders[""], new NodeId($"{path}/", 1), path);
}
