using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IndustrialGateway.Client;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Faults.Meddling;
using IndustrialGateway.LinkEmulator;
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
    private readonly LineNetwork _network;
    private readonly DevelopmentMaterial _material;
    private readonly int _plantPort = Loopback.FreePort();
    private Meddler? _meddler;
    private readonly List<ProductProcess> _processes = [];
    private readonly List<Plant> _plants = [];
    private ProductProcess? _gateway;
    private ProductProcess? _platform;

    private Line(LineSettings settings, LineNetwork network)
    {
        (Settings, _network) = (settings, network);
        _material = network.Certify(DevelopmentMaterial.Prepare(_folder.Path, GatewayId, TimeProvider.System), _folder.Path);
        PlantWire.Target = new Uri(string.Create(CultureInfo.InvariantCulture, $"opc.tcp://127.0.0.1:{_plantPort}"));
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

    /// <summary>The wire between gateway and platform, where there is no <see cref="Link"/>.</summary>
    public TcpProxy Uplink { get; } = new();

    /// <summary>The wire between plant and gateway, of a line that has one.</summary>
    public TcpProxy PlantWire { get; } = new();

    /// <summary>The paths between gateway and platform; only of a line that was given profiles.</summary>
    public EmulatedLink Link => _network.Link;

    public IndustrialGatewayClient Client { get; }

    public Plant Plant => _plants[^1];

    /// <summary>What each run of the plant can have offered, the present one last.</summary>
    public async Task<IReadOnlyList<Oracle>> OraclesAsync()
    {
        List<Oracle> oracles = [];
        foreach (var plant in _plants)
        {
            oracles.Add(await plant.OracleAsync());
        }

        return oracles;
    }

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

    /// <summary>Whether the point is one of the plant's; the gateway has some of its own.</summary>
    public static bool IsPlants(string name) => name.StartsWith(PointName($"{Source}/"), StringComparison.Ordinal);

    /// <summary>Starts all three; values flow when it returns.</summary>
    public static Task<Line> StartAsync(Load load) => StartAsync(new LineSettings { Load = load });

    /// <summary>Starts all three; values flow when it returns.</summary>
    public static async Task<Line> StartAsync(LineSettings settings)
    {
        var line = new Line(settings, await LineNetwork.StartAsync(settings.Paths));
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
    public async Task StartPlantAsync(PlantChanges? changes = null) => _plants.Add(
        await Plant.StartAsync(_network.AtGateway, _folder, Load, _plantPort, seed: _plants.Count + 1, changes ?? new PlantChanges()));

    public async Task StartPlatformAsync()
    {
        _platform = StartProgram([.. _network.AtPlatform, .. Settings.PlatformLauncher], "Platform", _folder["platform.yaml"]);
        await _platform.WaitForLineAsync(line => line.Contains("ready", StringComparison.Ordinal), default);
        using var addresses = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(PlatformData, "addresses.json")));
        var ingest = new Uri(addresses.RootElement.GetProperty("ingest").GetString()!); // Written by the platform.
        _meddler?.Target = ingest;
        Uplink.Target = _meddler?.Address ?? ingest;
        _api.Target = _network.Seen(new Uri(addresses.RootElement.GetProperty("api").GetString()!)); // Written by the platform.
    }

    public void StartGateway() => StartGatewayUnder(Settings.GatewayLauncher);

    public void StartGatewayUnder(IReadOnlyList<string> launcher) =>
        _gateway = StartProgram([.. _network.AtGateway, .. launcher], "Edge", _folder["gateway.yaml"]);

    /// <summary>From now on nothing gets through between gateway and platform, and nobody is told.</summary>
    public async Task CutAsync()
    {
        Uplink.Cut();
        await (_network.IsLinked ? Link.ControlAsync("down", default) : Task.CompletedTask);
    }

    /// <summary>Ends a cut.</summary>
    public async Task RestoreAsync()
    {
        Uplink.Restore();
        await (_network.IsLinked ? Link.ControlAsync("up", default) : Task.CompletedTask);
    }

    /// <summary>Another gateway with the same settings, and with the same data unless it is given other ones; the caller ends it.</summary>
    public async Task<ProductProcess> StartSecondGatewayAsync(string? data = null)
    {
        var settings = await File.ReadAllTextAsync(_folder["gateway.yaml"]);
        await File.WriteAllTextAsync(_folder["second.yaml"], settings.Replace($"data: {GatewayData}\n", $"data: {data ?? GatewayData}\n", StringComparison.Ordinal));
        return ProductProcess.StartUnder(_network.AtGateway, "Edge", "--config", _folder["second.yaml"]);
    }

    public Task KillGatewayAsync() => _gateway!.KillAsync(); // Started with the line.

    public Task KillPlantAsync() => Plant.KillAsync();

    public Task KillPlatformAsync() => _platform!.KillAsync(); // Started with the line.

    /// <summary>All that the platform tells of the gateway as soon as it satisfies, second by second and over restarts of the platform.</summary>
    /// <exception cref="TimeoutException">It did not within the line's patience.</exception>
    public async Task<GatewayFigures> ToldAsync(
        Func<GatewayFigures, bool> wanted, [CallerArgumentExpression(nameof(wanted))] string words = "")
    {
        using var patience = new CancellationTokenSource(Settings.Patience, TimeProvider.System);
        GatewayFigures? last = null;
        while (!patience.IsCancellationRequested)
        {
            try
            {
                await foreach (var told in Client.WatchLineAsync(patience.Token))
                {
                    last = told.Gateways.SingleOrDefault(gateway => gateway.Gateway == GatewayName) ?? last;
                    if (last is not null && wanted(last))
                    {
                        return last;
                    }
                }
            }
            catch (IndustrialGatewayException failure) when (failure.IsTransient)
            {
                await Task.Yield();
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                break;
            }
        }

        throw new TimeoutException($"Within {Settings.Patience} the platform told nothing of the gateway that satisfies `{words}`; last it told {last}.");
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
        await PlantWire.DisposeAsync();
        await (_meddler?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _api.DisposeAsync();
        await _network.DisposeAsync();
        _folder.Dispose();
    }

    // Shown with a test that fails.
    private static void Tell(string log) => TestContext.Current.TestOutputHelper?.WriteLine(log + "\n");

    /// <summary>The product's program, or what stands for it with a bug.</summary>
    private ProductProcess StartProgram(IReadOnlyList<string> launcher, string program, string settings) => Started(
        Settings.Bug is { } bug && bug.Program == program
            ? ProductProcess.StartUnder(launcher, "Faults.Host", bug.Program == "Edge" ? "gateway" : "platform", bug.Name, "--config", settings)
            : ProductProcess.StartUnder(launcher, program, "--config", settings));

    private ProductProcess Started(ProductProcess process)
    {
        _processes.Add(process);
        return process;
    }

    private Task WritePlatformSettingsAsync() => File.WriteAllTextAsync(_folder["platform.yaml"], $$"""
        data: {{PlatformData}}
        ingest:
          listen: "{{_network.IngestAt}}"
          certificate: {{_material.Server.Certificate}}
          key: {{_material.Server.Key}}
          clientAuthority: {{_material.Authority.Certificate}}
        api:
          listen: "{{_network.ApiAt}}"
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
              endpoint: {{_network.IngestFrom(Uplink)}}
              certificate: {{_material.Gateway.Certificate}}
              key: {{_material.Gateway.Key}}
              authority: {{_material.Authority.Certificate}}
              maxRetryDelay: 500ms
              connectTimeout: 5s
              stateInterval: 500ms
            {{string.Join('\n', _network.PathSettings.Concat(Settings.Uplink).Select(line => $"  {line}"))}}
            sources:
              - name: {{Source}}
                endpoint: opc.tcp://127.0.0.1:{{(Settings.HasPlantWire ? PlantWire.Port : _plantPort)}}
                security: None
                allowInsecure: a test on this machine alone
                publishingInterval: 20ms
                samplingInterval: 0ms
                queueSize: {{Settings.QueueSize}}
                browse: { start: "nsu=urn:industrial-gateway:simulator:plant;s=load", maxPoints: 100000 }
            """));
}
