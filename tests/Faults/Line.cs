using System.Globalization;
using System.Text.Json;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Development;
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
    private readonly List<ProductProcess> _processes = [];
    private readonly List<Plant> _plants = [];
    private ProductProcess? _gateway;
    private ProductProcess? _platform;

    private Line(Load load)
    {
        Load = load;
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

    public Load Load { get; }

    /// <summary>The wire between gateway and platform.</summary>
    public TcpProxy Uplink { get; } = new();

    public IndustrialGatewayClient Client { get; }

    public Plant Plant => _plants[^1];

    /// <summary>The buffer and point table of the gateway.</summary>
    public string GatewayBuffer => _folder["gateway-data/buffer"];

    public static string PointName(string path) => $"{GatewayName}/points/{path}";

    /// <summary>Starts all three; values flow when it returns.</summary>
    public static async Task<Line> StartAsync(Load load, string bufferSettings = "{ maxBytes: 256MiB }")
    {
        var line = new Line(load);
        try
        {
            await line.WritePlatformSettingsAsync();
            await line.WriteGatewaySettingsAsync(bufferSettings);
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
        using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["platform-data/addresses.json"]));
        Uplink.Target = new Uri(addresses.RootElement.GetProperty("ingest").GetString()!); // Written by the platform.
        _api.Target = new Uri(addresses.RootElement.GetProperty("api").GetString()!); // Written by the platform.
    }

    public void StartGateway() => _gateway = Started(ProductProcess.Start("Edge", "--config", _folder["gateway.yaml"]));

    public Task KillGatewayAsync() => _gateway!.KillAsync(); // Started with the line.

    public Task KillPlatformAsync() => _platform!.KillAsync(); // Started with the line.

    /// <summary>The line's figures as soon as they satisfy, second by second and over restarts of the platform.</summary>
    public async Task<LineFigures> FiguresAsync(Func<GatewayFigures, bool> wanted)
    {
        while (true)
        {
            try
            {
                await foreach (var told in Client.WatchLineAsync())
                {
                    if (told.Gateways.SingleOrDefault(gateway => gateway.Gateway == GatewayName) is { } figures && wanted(figures))
                    {
                        return figures.Figures;
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
        data: platform-data
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

    private Task WriteGatewaySettingsAsync(string bufferSettings) => File.WriteAllTextAsync(
        _folder["gateway.yaml"],
        string.Create(CultureInfo.InvariantCulture, $$"""
            gateway: { id: {{GatewayId}} }
            data: gateway-data
            opcua: { certificates: gateway-pki }
            buffer: {{bufferSettings}}
            uplink:
              endpoint: https://127.0.0.1:{{Uplink.Port}}
              certificate: {{_material.Gateway.Certificate}}
              key: {{_material.Gateway.Key}}
              authority: {{_material.Authority.Certificate}}
              maxRetryDelay: 500ms
              connectTimeout: 5s
              stateInterval: 500ms
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
