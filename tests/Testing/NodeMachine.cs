using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IndustrialGateway.Testing;

/// <summary>A node-opcua server as a process of its own (tests/Interop/node/machine.mjs); it can be killed and started again at the same address.</summary>
public sealed class NodeMachine : IAsyncDisposable
{
    public const string NamespaceUri = "urn:industrial-gateway:interop";
    public const string UserName = "operator";
    public const string Password = "line-1 pässwörd";

    private readonly int _port = Loopback.FreePort();
    private readonly TestFolder _folder = new();
    private LineProcess? _process;

    private NodeMachine()
    {
    }

    public Uri Endpoint { get; private set; } = null!; // Set by StartAsync, the only way to get one.

    /// <summary>The server's certificate (DER), kept over restarts.</summary>
    public byte[] Certificate { get; private set; } = [];

    private LineProcess Running => _process ?? throw new InvalidOperationException("The machine is off.");

    public static async Task<NodeMachine> StartAsync(CancellationToken cancellationToken)
    {
        var machine = new NodeMachine();
        await machine.SwitchOnAsync(cancellationToken);
        return machine;
    }

    public async Task SwitchOnAsync(CancellationToken cancellationToken)
    {
        var settings = JsonSerializer.Serialize(new { port = _port, folder = _folder["pki"] });
        _process = LineProcess.Start("node", [Script("machine.mjs"), settings]);
        using var ready = await AnswerAsync("endpoint", cancellationToken);
        Endpoint = new Uri(ready.RootElement.GetProperty("endpoint").GetString()!);
        Certificate = ready.RootElement.GetProperty("certificate").GetBytesFromBase64();
    }

    /// <summary>Kills it, as when somebody pulls the plug.</summary>
    public async Task PullPlugAsync()
    {
        await Running.KillAsync();
        await Running.DisposeAsync();
        _process = null;
    }

    /// <summary>Gives a changing variable ("Counter", "Level", "Text") the values from, from + 1, …, one after the other.</summary>
    public async Task SetAsync(string name, int from, int count, CancellationToken cancellationToken)
    {
        await Running.WriteLineAsync(JsonSerializer.Serialize(new { set = name, from, count }), cancellationToken);
        using var done = await AnswerAsync("done", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>A script of tests/Interop/node, beside its node_modules.</summary>
    public static string Script(string name) => Path.Combine(Path.GetDirectoryName(Here())!, "..", "Interop", "node", name);

    private static string Here([CallerFilePath] string here = "") => here;

    /// <summary>The next line that is an object with this member; node-opcua's own notices are passed over.</summary>
    private async Task<JsonDocument> AnswerAsync(string member, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await Running.ReadLineAsync(
            line => line.StartsWith($"{{\"{member}\"", StringComparison.Ordinal), cancellationToken));
}
