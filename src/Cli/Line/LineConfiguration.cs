using IndustrialGateway.Cli.Machines;
using IndustrialGateway.Client.Development;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Cli.Line;

/// <summary>What the programs of a line on this machine are told: made under one folder, kept from run to run.</summary>
internal sealed class LineConfiguration
{
    private const string PlantUri = "urn:industrial-gateway:simulator";

    private readonly string _folder;
    private readonly string _gateway;
    private readonly DevelopmentMaterial _material;

    /// <param name="folder">Absolute; made when it is not there.</param>
    /// <param name="gateway">The gateway's id.</param>
    /// <param name="time">The clock of the certificates.</param>
    public LineConfiguration(string folder, string gateway, TimeProvider time)
    {
        _folder = folder;
        _gateway = gateway;
        Directory.CreateDirectory(PlatformData);
        Directory.CreateDirectory(PlantPki);
        _material = DevelopmentMaterial.Prepare(folder, gateway, time);
        Introduce(time);
    }

    public string PlantPki => Path.Combine(_folder, "plant", "pki");

    public string PlantAddresses => Path.Combine(_folder, "plant", "addresses.json");

    public string PlatformData => Path.Combine(_folder, "platform", "data");

    public string PlatformAddresses => Path.Combine(PlatformData, "addresses.json");

    /// <summary>The platform writes it after its addresses.</summary>
    public string PageLink => Path.Combine(PlatformData, "page-link");

    public string GatewayData => Path.Combine(_folder, "gateway", "data");

    public string AuthorityFile => _material.Authority.Certificate;

    public string KeyFile => _material.KeyFile;

    public string ApiKey => _material.Key.Text;

    private string GatewayPki => Path.Combine(_folder, "gateway", "pki");

    private string OwnPki => Path.Combine(_folder, "igw");

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

    /// <param name="ingest">Where the gateway sends to.</param>
    /// <param name="sources">The items of the list <c>sources</c>, indented by two.</param>
    public string WriteGateway(string ingest, string sources)
    {
        var file = Path.Combine(_folder, "gateway", "gateway.yaml");
        Write(file, $"""
            gateway:
              id: {_gateway}
            data: {GatewayData}
            opcua:
              certificates: {GatewayPki}
            uplink:
              endpoint: {ingest}
              certificate: {_material.Gateway.Certificate}
              key: {_material.Gateway.Key}
              authority: {_material.Authority.Certificate}
            sources:

            """ + sources);
        return file;
    }

    /// <summary>
    /// Makes the plant trust the gateway and <c>igw</c>, and both of them the plant, as a person would who has all their
    /// certificates in hand.
    /// </summary>
    private void Introduce(TimeProvider time)
    {
        using var plant = ApplicationCertificate.LoadOrCreate(
            Path.Combine(PlantPki, "own"), PlantUri, "IndustrialGateway simulated plant", time, "localhost", "127.0.0.1");
        using var gateway = ApplicationCertificate.LoadOrCreate(
            Path.Combine(GatewayPki, "own"),
            $"urn:industrial-gateway:opcua:{_gateway}",
            $"IndustrialGateway {_gateway}",
            time,
            Environment.MachineName);
        using var igw = MachineOptions.OwnCertificate(OwnPki, time);
        var plantTrusts = new TrustFolder(PlantPki);
        plantTrusts.Trust(gateway.Der.Span);
        plantTrusts.Trust(igw.Der.Span);
        new TrustFolder(GatewayPki).Trust(plant.Der.Span);
        new TrustFolder(OwnPki).Trust(plant.Der.Span);
    }

    private static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // Always below the demo's folder.
        File.WriteAllText(file, text);
    }
}
