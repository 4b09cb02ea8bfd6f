using System.Text.Json;
using System.Text.Json.Nodes;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Visit;

/// <summary>node-opcua's client as a process of its own (node/visitor.mjs), with an application certificate that our server trusts.</summary>
internal sealed class NodeVisitor : IAsyncDisposable
{
    private readonly LineProcess _process;
    private readonly List<(string Kind, JsonNode Told)> _told = [];

    private NodeVisitor(LineProcess process) => _process = process;

    /// <summary>Why the server refused it; null when it is in.</summary>
    public string? Refused { get; private init; }

    /// <param name="settings">Of visitor.mjs, such as who it is or another address than the machine's own.</param>
    public static async Task<NodeVisitor> StartAsync(
        OurMachine machine, string policy, MessageSecurityMode mode, JsonObject? settings, CancellationToken cancellationToken)
    {
        var all = new JsonObject
        {
            ["endpoint"] = $"{machine.Endpoint}",
            ["folder"] = machine.NewFolder(),
            ["policy"] = policy,
            ["mode"] = $"{mode}",
            ["applicationUri"] = OurMachine.VisitorUri,
            ["certificateFile"] = machine.VisitorCertificateFile,
            ["privateKeyFile"] = machine.VisitorKeyFile,
        };
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value?.DeepClone();
        }

        var process = LineProcess.Start("node", [NodeMachine.Script("visitor.mjs"), all.ToJsonString()]);
        try
        {
            var line = await process.ReadLineAsync(
                line => line.StartsWith("{\"connected\"", StringComparison.Ordinal) || line.StartsWith("{\"refused\"", StringComparison.Ordinal),
                cancellationToken);
            return new NodeVisitor(process) { Refused = JsonNode.Parse(line)!["refused"]?.GetValue<string>() };
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives an order of visitor.mjs and waits until it is done.</summary>
    public async Task<JsonNode> OrderAsync(object order, CancellationToken cancellationToken)
    {
        await _process.WriteLineAsync(JsonSerializer.Serialize(order), cancellationToken);
        return await NextAsync("done", cancellationToken);
    }

    /// <summary>The next thing of this kind that it tells by itself: a "value" or an "event". What came meanwhile of other kinds waits until it is asked for.</summary>
    public async Task<JsonNode> NextAsync(string kind, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_told.FirstOrDefault(told => told.Kind == kind) is { Told: not null } next)
            {
                _told.Remove(next);
                return next.Told;
            }

            var line = await _process.ReadLineAsync(line => line.StartsWith("{\"", StringComparison.Ordinal), cancellationToken);
            var (name, told) = JsonNode.Parse(line)!.AsObject().First();
            _told.Add((name, told!));
        }
    }

    /// <summary>Nobody asks any more for what it has told until now.</summary>
    public void Forget() => _told.Clear();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await _process.EndAsync(CancellationToken.None);
        }

        await _process.DisposeAsync();
    }
}
