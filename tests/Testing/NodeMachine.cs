using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IndustrialGateway.Testing;

/// <summary>A node-opcua server as a process of its own (tests/Interop/node/machine.mjs); it can be killed and started again at the same address.</summary>
public sealed class NodeMachine : IAsyncDisposable
{
    public const string NamespaceUri = "urn:industrial-gateway:interop";

    /// <summary>Its application URI, which is also its namespace 1.</summary>
    public const string ServerUri = "urn:industrial-gateway:interop:machine";

    public const string UserName = "operator";
    public const string Password = "line-1 pässwörd";

    private readonly NodeMachineSettings _settings;
    private readonly int _port = Loopback.FreePort();
    private readonly TestFolder _folder = new();
    private readonly SemaphoreSlim _ordering = new(1);
    private LineProcess? _process;

    private NodeMachine(NodeMachineSettings settings) => _settings = settings;

    public Uri Endpoint { get; private set; } = null!; // Set by StartAsync, the only way to get one.

    /// <summary>The server's certificate (DER), kept over restarts.</summary>
    public byte[] Certificate { get; private set; } = [];

    private LineProcess Running => _process ?? throw new InvalidOperationException("The machine is off.");

    public static Task<NodeMachine> StartAsync(CancellationToken cancellationToken) => StartAsync(new NodeMachineSettings(), cancellationToken);

    public static async Task<NodeMachine> StartAsync(NodeMachineSettings settings, CancellationToken cancellationToken)
    {
        var machine = new NodeMachine(settings);
        try
        {
            await machine.SwitchOnAsync(cancellationToken);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <param name="otherNamespaces">So many namespaces come before the machine's own this time.</param>
    public async Task SwitchOnAsync(CancellationToken cancellationToken, int otherNamespaces = 0)
    {
        var settings = JsonSerializer.Serialize(new
        {
            port = _port,
            folder = _folder["pki"],
            policies = _settings.Policies,
            certificateFile = _settings.CertificateFile,
            privateKeyFile = _settings.PrivateKeyFile,
            reverse = _settings.Reverse?.OriginalString,
            others = otherNamespaces,
        });
        _process = LineProcess.Start("node", [.. _settings.NodeOptions, Script("machine.mjs"), settings]);
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
    public Task SetAsync(string name, int from, int count, CancellationToken cancellationToken) =>
        OrderAsync(new { set = name, from, count }, cancellationToken);

    /// <summary>Tells events, from on as many as count, one after the other: their severity is the number, their message the text and the number.</summary>
    public Task TellAsync(string text, int from, int count, CancellationToken cancellationToken) =>
        OrderAsync(new { tell = text, from, count }, cancellationToken);

    /// <summary>Lets the owner of this certificate (DER) log in.</summary>
    public Task TrustUserAsync(ReadOnlyMemory<byte> certificate, CancellationToken cancellationToken) =>
        OrderAsync(new { trustUser = Convert.ToBase64String(certificate.Span) }, cancellationToken);

    /// <summary>Ends the sessions of this name as if their client had been silent for too long; their subscriptions wait for a transfer.</summary>
    public Task ExpireAsync(string sessionName, CancellationToken cancellationToken) => OrderAsync(new { expire = sessionName }, cancellationToken);

    /// <summary>Adds a variable below the folder Changing, by the id Changing/name.</summary>
    public Task AddAsync(string name, double value, CancellationToken cancellationToken) => OrderAsync(new { add = name, value }, cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => OrderAsync(new { remove = name }, cancellationToken);

    /// <summary>Gives an order of machine.mjs and waits until it is done. Tests that run beside each other wait for each other.</summary>
    public async Task OrderAsync(object order, CancellationToken cancellationToken)
    {
        await _ordering.WaitAsync(cancellationToken);
        try
        {
            await Running.WriteLineAsync(JsonSerializer.Serialize(order), cancellationToken);
            using var done = await AnswerAsync("done", cancellationToken);
        }
        finally
        {
            _ordering.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _ordering.Dispose();
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
