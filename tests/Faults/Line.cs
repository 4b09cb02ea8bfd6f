using System.Globalization;
using System.Text.Json;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Faults.Meddling;
using IndustrialGateway.Testing;
using IndustrialGateway.V1;

namespace IndustrialGateway.Faults;

/// <summary>
/// Plant, gateway and platform as processes on this machine, each of which can be killed and started again, with a wire
/// between gateway and platform that can be cut.
/// </summary>
internal sealed class Line : IAsyncDisposable
{
    public const string Source = "plant";
    private const string GatewayId = "faults";
    private readonly TestFolder _folder = new();
    private readonly TcpProxy _api = new();
    private readonly DevelopmentMaterial _material;
    private readonly int _plantPort = Loopback.FreePort();
    private Meddler? _meddler;
    private readonly List<ProductProcess> _processes = [];
    private readonly List<Plant> _plants = [];
    private ProductProcess? _gateway;
    private ProductProcess? _platform;

    private Line(LineSettings settings)
    {
        Settings = settings;
        _material = DevelopmentMaterial.Prepare(_folder.Path, GatewayId, TimeProvider.System);
        Client = new IndustrialGatewayClient(new IndustrialGatewayClientOptions
        {
            Address = new Uri($"https://127.0.0.1:{_api.Port}"),
            ApiKey = _material.Key.Text,
            AuthorityFile = _material.Authority.Certificate,
            CallTimeout = TimeSpan.FromSeconds(30),
        });
    }

    public static string GatewayName => $"gateways/{GatewayId}";

    public LineSettings Settings { get; }

    public Load Load => Settings.Load;

    /// <summary>The wire between gateway and platform.</summary>
    public TcpProxy Uplink { get; } = new();

    public IndustrialGatewayClient Client { get; }

    public Plant Plant => _plants[^1];

    /// <summary>The buffer and point table of the gateway.</summary>
    public string GatewayBuffer => Path.Combine(GatewayData, "buffer");

    /// <summary>Who stands between gateway and platform.</summary>
    public Meddler Meddler => _meddler ?? throw new InvalidOperationException("This line is not meddled with.");

    /// <summary>All that the gateway keeps.</summary>
    public string GatewayData => Settings.GatewayData ?? _folder["gateway-data"];

    /// <summary>All that the platform keeps.</summary>
    public string PlatformData => Settings.PlatformData ?? _folder["platform-data"];

    public ProductProcess Gateway => _gateway!; // Started with the line.

    public ProductProcess Platform => _platform!; // Started with the line.

    public static string PointName(string path) => $"{GatewayName}/points/{path}";

    /// <summary>Starts all three; values flow when it returns.</summary>
    public static Task<Line> StartAsync(Load load) => StartAsync(new LineSettings { Load = load });

    /// <summary>Starts all three; values flow when it returns.</summary>
    public static async Task<Line> StartAsync(LineSettings settings)
    {
        var line = new Line(settings);
        try
        {
            line._meddler = settings.IsMeddledWith ? await Meddler.StartAsync(line._material) : null;
            await line.WritePlatformSettingsAsync();
            await line.WriteGatewaySettingsAsync();
            await line.StartPlantAsync();
            await line.StartPlatformAsync();
            line.StartGateway();
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when its server answers; it offers values once the gateway has subscribed to all of them.</summary>
    public async Task StartPlantAsync() =>
        _plants.Add(await Plant.StartAsync(_folder, Load, _plantPort, seed: _plants.Count + 1));

    public async Task StartPlatformAsync()
    {
        _platform = Started(ProductProcess.Start("Platform", "--config", _folder["platform.yaml"]));
        await _platform.WaitForLineAsync(line => line.Contains("ready", StringComparison.Ordinal), default);
        using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(PlatformData, "addresses.json")));
        var ingest = new Uri(addresses.RootElement.GetProperty("ingest").GetString()!); // Written by the platform.
        _meddler?.Target = ingest;
        Uplink.Target = _meddler?.Address ?? ingest;
        _api.Target = new Uri(addresses.RootElement.GetProperty("api").GetString()!); // Written by the platform.
    }

    public void StartGateway() => StartGatewayUnder(Settings.GatewayLauncher);

    public void StartGatewayUnder(IReadOnlyList<string> launcher) =>
        _gateway = Started(ProductProcess.StartUnder(launcher, "Edge", "--config", _folder["gateway.yaml"]));

    public Task KillGatewayAsync() => _gateway!.KillAsync(); // Started with the line.

    public Task KillPlatformAsync() => _platform!.KillAsync(); // Started with the line.

    /// <summary>The line's figures as soon as they satisfy, second by second and over restarts of the platform.</summary>
    public async Task<LineFigures> FiguresAsync(Func<GatewayFigures, bool> wanted) => (await ToldAsync(wanted)).Figures;

    /// <summary>All that the platform tells of the gateway as soon as it satisfies.</summary>
    public async Task<GatewayFigures> ToldAsync(Func<GatewayFigures, bool> wanted)
    {
        while (true)
        {
            try
            {
                await foreach (var told in Client.WatchLineAsync())
                {
                    if (told.Gateways.SingleOrDefault(gateway => gateway.Gateway == GatewayName) is { } figures && wanted(figures))
                    {
                        return figures;
                    }
                }
            }
            catch (IndustrialGatewayException failure) when (failure.IsTransient)
            {
                await Task.Yield();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
            Tell(process.Log);
        }

        foreach (var plant in _plants)
        {
            await plant.DisposeAsync();
            Tell(plant.Log);
        }

        await Uplink.DisposeAsync();
        await (_meddler?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    // Shown with a test that fails.
    private static void Tell(string log) => TestContext.Current.TestOutputHelper?.WriteLine(log + "\n");

    private ProductProcess Started(ProductProcess process)
    {
        _processes.Add(process);
        return process;
    }

    private Task WritePlatformSettingsAsync() => File.WriteAllTextAsync(_folder["platform.yaml"], $$"""
        data: {{PlatformData}}
        ingest:
          listen: "127.0.0.1:0"
          certificate: {{_material.Server.Certificate}}
          key: {{_material.Server.Key}}
          clientAuthority: {{_material.Authority.Certificate}}
        api:
          listen: "127.0.0.1:0"
          certificate: {{_material.Server.Certificate}}
          key: {{_material.Server.Key}}
        keys:
          - name: faults
            id: {{_material.Key.Id}}
            sha256: {{_material.Key.Sha256}}
            scopes: [telemetry.read, history.read, catalog.read, line.read]
        """);

    private Task WriteGatewaySettingsAsync() => File.WriteAllTextAsync(
        _folder["gateway.yaml"],
        string.Create(CultureInfo.InvariantCulture, $$"""
            gateway: { id: {{GatewayId}} }
            data: {{GatewayData}}
            opcua: { certificates: gateway-pki }
            buffer: {{Settings.Buffer}}
            uplink:
              endpoint: https://127.0.0.1:{{Uplink.Port}}
              certificate: {{_material.Gateway.Certificate}}
              key: {{_material.Gateway.Key}}
              authority: {{_material.Authority.Certificate}}
              maxRetryDelay: 500ms
              connectTimeout: 5s
              stateInterval: 500ms
            {{string.Join('\n', Settings.Uplink.Select(line => $"  {line}"))}}
            sources:
              - name: {{Source}}
                endpoint: opc.tcp://127.0.0.1:{{_plantPort}}
                security: None
                allowInsecure: a test on this machine alone
                publishingInterval: 20ms
                samplingInterval: 0ms
                queueSize: 2000
                browse: { start: "nsu=urn:industrial-gateway:simulator:plant;s=load", maxPoints: 100000 }
            """));
}
