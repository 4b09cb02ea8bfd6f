using System.Globalization;
using IndustrialGateway.Client.Development;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Cli.Demo;

/// <summary>What the programs of the demo are told: made under one folder, kept from run to run.</summary>
internal sealed class DemoConfiguration
{
    public const string GatewayId = "demo";

    private const string PlantUri = "urn:industrial-gateway:simulator";

    private readonly string _folder;
    private readonly DevelopmentMaterial _material;

    public DemoConfiguration(string folder, TimeProvider time)
    {
        _folder = folder;
        Directory.CreateDirectory(PlatformData);
        Directory.CreateDirectory(PlantPki);
        _material = DevelopmentMaterial.Prepare(folder, GatewayId, time);
        Introduce(time);
    }

    public string PlantPki => Path.Combine(_folder, "plant", "pki");

    public string PlantAddresses => Path.Combine(_folder, "plant", "addresses.json");

    public string PlatformData => Path.Combine(_folder, "platform", "data");

    public string PlatformAddresses => Path.Combine(PlatformData, "addresses.json");

    /// <summary>The platform writes it after its addresses.</summary>
    public string PageLink => Path.Combine(PlatformData, "page-link");

    public string AuthorityFile => _material.Authority.Certificate;

    public string KeyFile => _material.KeyFile;

    public string ApiKey => _material.Key.Text;

    public string LogFile(string program) => Path.Combine(_folder, "logs", $"{program}.log");

    public string WritePlatform()
    {
        var targets = Path.Combine(_folder, "platform", "targets.yaml");
        Write(targets, """
            # What the bureau aims at; the indicators are measured by the line itself.
            timelyWithin: 2s
            indicators:
              connected: 0.95
              completeness: 0.999
              timeliness: 0.99
              availability: 0.99
              latency-p99: 1s
            pilots:
              enterprise-retrofit: { target: 0.9, due: 2026-12-31 }
              industrial-app: { target: 3, due: 2026-12-31 }

            """);
        var file = Path.Combine(_folder, "platform", "platform.yaml");
        Write(file, $"""
            data: {PlatformData}
            ingest:
              listen: "127.0.0.1:0"
              certificate: {_material.Server.Certificate}
              key: {_material.Server.Key}
              clientAuthority: {_material.Authority.Certificate}
            api:
              listen: "127.0.0.1:0"
              certificate: {_material.Server.Certificate}
              key: {_material.Server.Key}
            keys:
              - name: Demo
                id: {_material.Key.Id}
                sha256: {_material.Key.Sha256}
                scopes: [telemetry.read, history.read, catalog.read, pilots.read, apps.read, line.read]
            targets: {targets}

            """);
        return file;
    }

    public string WriteGateway(string ingest, IEnumerable<string> machines)
    {
        var sources = string.Concat(machines.Select((endpoint, index) => string.Create(CultureInfo.InvariantCulture, $"""
              - name: machine-{index + 1:00}
                endpoint: {endpoint}
                publishingInterval: 100ms
                browse:
                  include: ["**"]
                  exclude: ["Server/**"]

            """)));
        var file = Path.Combine(_folder, "gateway", "gateway.yaml");
        Write(file, $"""
            gateway: {"{"} id: {GatewayId}, name: Demo gateway {"}"}
            data: {Path.Combine(_folder, "gateway", "data")}
            opcua: {"{"} certificates: {GatewayPki} {"}"}
            uplink:
              endpoint: {ingest}
              certificate: {_material.Gateway.Certificate}
              key: {_material.Gateway.Key}
              authority: {_material.Authority.Certificate}
            sources:
            {sources}
            """);
        return file;
    }

    private string GatewayPki => Path.Combine(_folder, "gateway", "pki");

    /// <summary>Makes the plant and the gateway trust each other, as a person would who has both certificates in hand.</summary>
    private void Introduce(TimeProvider time)
    {
        using var plant = ApplicationCertificate.LoadOrCreate(
            Path.Combine(PlantPki, "own"), PlantUri, "IndustrialGateway simulated plant", time, "localhost", "127.0.0.1");
        using var gateway = ApplicationCertificate.LoadOrCreate(
            Path.Combine(GatewayPki, "own"), $"urn:industrial-gateway:opcua:{GatewayId}", $"IndustrialGateway {GatewayId}", time, Environment.MachineName);
        new TrustFolder(PlantPki).Trust(gateway.Der.Span);
        new TrustFolder(GatewayPki).Trust(plant.Der.Span);
    }

    private static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // Always below the demo's folder.
        File.WriteAllText(file, text);
    }
}
