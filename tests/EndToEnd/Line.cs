using System.Runtime.CompilerServices;
using System.Text.Json;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Testing;

namespace IndustrialGateway.EndToEnd;

/// <summary>
/// The whole line as processes, as a customer runs it: node-opcua as the machine, the gateway, the platform and igw. Each can be killed
/// and started again at the same place.
/// </summary>
internal sealed class Line : IAsyncDisposable
{
    public const string Gateway = "press-shop";
    private const string Source = "press-01";
    private const string Name = "- name: ";

    private readonly TestFolder _folder = new();
    private readonly DevelopmentMaterial _material;
    private readonly Uri _ingest = new($"https://127.0.0.1:{Loopback.FreePort()}");
    private readonly string _moreSources;
    private readonly LineExtras _extras;
    private readonly List<LineProcess> _others = [];
    private LineProcess? _gateway;
    private LineProcess? _platform;

    private Line(NodeMachine machine, string moreSources, LineExtras extras)
    {
        Machine = machine;
        _moreSources = moreSources;
        _extras = extras;
        foreach (var path in extras.Paths)
        {
            path.Target = _ingest;
        }

        _material = DevelopmentMaterial.Prepare(_folder.Path, Gateway, TimeProvider.System);
        WritePlatformFile();
        WriteGatewayFile();
    }

    public NodeMachine Machine { get; }

    public Uri Api { get; } = new($"https://127.0.0.1:{Loopback.FreePort()}");

    public string ApiKey => File.ReadAllText(_material.KeyFile).Trim();

    public string AuthorityFile => _material.Authority.Certificate;

    /// <summary>Starts all three and returns when the points of every source are live and every path is open.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="moreSources">Items of the gateway's list <c>sources</c>, written as in its file without indentation.</param>
    /// <param name="extras">What the test meddles with.</param>
    public static async Task<Line> StartAsync(
        CancellationToken cancellationToken, Func<NodeMachine, string>? moreSources = null, LineExtras? extras = null)
    {
        var machine = await NodeMachine.StartAsync(cancellationToken);
        var line = new Line(machine, moreSources?.Invoke(machine) ?? "", extras ?? new LineExtras());
        try
        {
            await line.StartPlatformAsync(cancellationToken);
            await line.StartGatewayAsync(cancellationToken);
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>The full name of a variable of the machine.</summary>
    public static string Point(string name, string source = Source) => $"gateways/{Gateway}/points/{source}/{name}";

    /// <summary>The full name of a point that tells of the gateway itself.</summary>
    public static string OwnPoint(string path) => $"gateways/{Gateway}/points/_gateway/{path}";

    public async Task StartPlatformAsync(CancellationToken cancellationToken)
    {
        _platform = LineProcess.Start(
            Programs.Platform, ["--config", _folder["platform.yaml"]], environment: _extras.PlatformClock?.Environment);
        await _platform.ReadLineAsync(line => line.Contains("ready: gateways at", StringComparison.Ordinal), cancellationToken);
    }

    public async Task StartGatewayAsync(CancellationToken cancellationToken)
    {
        var trusted = Directory.CreateDirectory(_folder["pki/trusted"]).FullName;
        await File.WriteAllBytesAsync(Path.Combine(trusted, "machine.der"), Machine.Certificate, cancellationToken);
        _gateway = LineProcess.Start(
            _extras.IsNative ? Programs.NativeEdge : Programs.Edge,
            ["--config", _folder["gateway.yaml"]],
            environment: _extras.GatewayClock?.Environment);
        await GatewaySaysAsync(
            [.. Sources().Select(source => $"Source {source} is live"), .. _extras.Paths.Index().Select(path => $"is connected by path {NameOf(path.Index)};")],
            cancellationToken);
    }

    /// <summary>Waits until the gateway has said all of these, in any order.</summary>
    public async Task GatewaySaysAsync(IEnumerable<string> words, CancellationToken cancellationToken)
    {
        var waited = words.ToHashSet(StringComparer.Ordinal);
        await _gateway!.ReadLineAsync( // started
            line =>
            {
                waited.RemoveWhere(said => line.Contains(said, StringComparison.Ordinal));
                return waited.Count == 0;
            },
            cancellationToken);
    }

    public Task KillPlatformAsync() => KillAsync(_platform!);

    public Task KillGatewayAsync() => KillAsync(_gateway!);

    /// <summary>Another gateway, with a copy of the buffer that this one works on and all else that it has.</summary>
    public async Task<LineProcess> StartCopyOfGatewayAsync(CancellationToken cancellationToken)
    {
        // The program takes no notice of the locks that the files are under.
        await using (var copying = LineProcess.Start("cp", ["-a", _folder["data/gateway"], _folder["data/copy"]]))
        {
            Assert.Equal(0, await copying.EndAsync(cancellationToken));
        }

        var settings = (await File.ReadAllTextAsync(_folder["gateway.yaml"], cancellationToken)).Replace("data: data/gateway", "data: data/copy", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["copy.yaml"], settings, cancellationToken);
        var copy = LineProcess.Start(Programs.Edge, ["--config", _folder["copy.yaml"]]);
        _others.Add(copy);
        return copy;
    }

    /// <summary>For the API in JSON, with the key.</summary>
    public HttpClient Http()
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        var http = new HttpClient(handler) { BaseAddress = Api };
        http.DefaultRequestHeaders.Add("x-api-key", ApiKey);
        return http;
    }

    /// <summary><c>igw</c> with these arguments, against this platform, its answers as JSON lines.</summary>
    public LineProcess Igw(params string[] arguments)
    {
        string[] access = ["--json", "--address", Api.OriginalString, "--key-file", _material.KeyFile, "--ca", _material.Authority.Certificate];
        var igw = LineProcess.Start(Programs.Igw, [.. arguments, .. access], _folder.Path);
        _others.Add(igw);
        return igw;
    }

    /// <summary>Follows all points of the gateway, also those that come later; nothing that happens from now on is missing.</summary>
    public async Task<Tail> TailAsync(CancellationToken cancellationToken)
    {
        var tail = new Tail(Igw("tail", "--gateway", Gateway));
        await tail.NextAsync(cancellationToken);
        return tail;
    }

    /// <summary>The samples of a point that history has, in its order: their integer values.</summary>
    public async Task<List<long>> HistoryAsync(string name, CancellationToken cancellationToken)
    {
        List<long> values = [];
        await foreach (var sample in SamplesAsync(Point(name), cancellationToken))
        {
            if (sample.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number)
            {
                values.Add(value.GetInt64());
            }
        }

        return values;
    }

    /// <summary>What history has of a point, by its full name, as <c>igw</c> says it: samples in order, and gaps with a member <c>event</c>.</summary>
    public async IAsyncEnumerable<JsonElement> SamplesAsync(string point, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in Igw("history", point).ReadAllLinesAsync(cancellationToken))
        {
            using var sample = JsonDocument.Parse(line);
            yield return sample.RootElement.Clone();
        }
    }

    /// <summary>The one-time link of the page, as it lies in the platform's data folder.</summary>
    public async Task<Uri> PageLinkAsync(CancellationToken cancellationToken) =>
        new((await File.ReadAllTextAsync(_folder["data/platform/page-link"], cancellationToken)).Trim());

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (LineProcess?[])[_gateway, _platform, .. _others])
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        await Machine.DisposeAsync();
        _folder.Dispose();
    }

    private IEnumerable<string> Sources() =>
        [Source, .. _moreSources.Split('\n').Where(line => line.StartsWith(Name, StringComparison.Ordinal)).Select(line => line[Name.Length..].Trim())];

    private static string NameOf(int path) => $"path-{path + 1}";

    /// <summary>Each from an address of its own.</summary>
    private string Paths() => _extras.Paths.Count == 0
        ? "[]"
        : $"[{string.Join(", ", _extras.Paths.Index().Select(path =>
            $"{{ name: {NameOf(path.Index)}, endpoint: \"https://127.0.0.1:{path.Item.Port}\", address: 127.0.0.{path.Index + 1} }}"))}]";

    private static async Task KillAsync(LineProcess process)
    {
        await process.KillAsync();
        await process.DisposeAsync();
    }

    private void WritePlatformFile() => File.WriteAllText(_folder["platform.yaml"], $$"""
        data: data/platform
        ingest:
          listen: "{{_ingest.Authority}}"
          certificate: {{_material.Server.Certificate}}
          key: {{_material.Server.Key}}
          clientAuthority: {{_material.Authority.Certificate}}
        api:
          listen: "{{Api.Authority}}"
          certificate: {{_material.Server.Certificate}}
          key: {{_material.Server.Key}}
        keys:
          - name: 测试应用
            id: {{_material.Key.Id}}
            sha256: {{_material.Key.Sha256}}
            scopes: [telemetry.read, history.read, catalog.read, pilots.read, apps.read, line.read]
        """);

    private void WriteGatewayFile() => File.WriteAllText(_folder["gateway.yaml"], $$"""
        gateway: { id: {{Gateway}}, name: 冲压车间 }
        data: data/gateway
        uplink:
          endpoint: {{_ingest.OriginalString}}
          certificate: {{_material.Gateway.Certificate}}
          key: {{_material.Gateway.Key}}
          authority: {{_material.Authority.Certificate}}
          paths: {{Paths()}}
        sources:
          - name: {{Source}}
            endpoint: {{Machine.Endpoint.OriginalString}}
            user: {{NodeMachine.UserName}}
            password: {{NodeMachine.Password}}
            publishingInterval: 50ms
            samplingInterval: 0s
            queueSize: 5000
            points:
              - { node: "nsu={{NodeMachine.NamespaceUri}};s=Counter", path: Counter }
              - { node: "nsu={{NodeMachine.NamespaceUri}};s=Level", path: Level, unit: bar }
              - { node: "nsu={{NodeMachine.NamespaceUri}};s=Text", path: Text }
        {{string.Join("\n", _moreSources.Split('\n').Select(line => $"  {line}"))}}
        """);
}
