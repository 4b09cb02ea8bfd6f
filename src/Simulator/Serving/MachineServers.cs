using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Sessions;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Simulator.Serving;

/// <summary>The OPC UA servers of a plant, one per address space, with the same certificates, one for each kind of key; they listen until disposed.</summary>
internal sealed class MachineServers : IAsyncDisposable
{
    private const string ApplicationName = "IndustrialGateway simulated plant";

    private readonly List<UaServer> _servers = [];
    private readonly ApplicationCertificate[] _certificates;

    private MachineServers(ApplicationCertificate[] certificates) => _certificates = certificates;

    /// <summary>What the plant's certificate and servers call themselves, as a gateway must know it.</summary>
    public static string ApplicationUri => "urn:industrial-gateway:simulator";

    public IEnumerable<Uri> Endpoints => _servers.Select(server => server.Endpoint);

    /// <summary>Starts a server for each space; when this returns all of them answer and the addresses are written.</summary>
    public static async Task<MachineServers> StartAsync(
        ServingSettings serving, IReadOnlyList<AddressSpace> spaces, ILoggerFactory loggers, TimeProvider time)
    {
        ApplicationCertificate[] certificates = [.. Enum.GetValues<KeyKind>().Select(kind => ApplicationCertificate.LoadOrCreate(
            kind, Path.Combine(serving.PkiFolder, "own"), ApplicationUri, ApplicationName, time, "localhost", Dns.GetHostName()))];
        var servers = new MachineServers(certificates);
        try
        {
            var trust = new TrustFolder(serving.PkiFolder);
            for (var index = 0; index < spaces.Count; index++)
            {
                var port = serving.FirstPort == 0 ? 0 : serving.FirstPort + index;
                var options = servers.Options(serving, trust, port);
                servers._servers.Add(
                    await UaServer.StartAsync(options, spaces[index], time, loggers.CreateLogger<UaServer>()));
            }

            servers.WriteAddresses(serving.AddressesFile);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Array.ForEach(_certificates, certificate => certificate.Dispose());
    }

    private UaServerOptions Options(ServingSettings serving, TrustFolder trust, int port)
    {
        List<(SecurityPolicy, MessageSecurityMode)> security =
        [
            (SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt),
            (SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign),
            (SecurityPolicy.EccNistP256, MessageSecurityMode.SignAndEncrypt),
            (SecurityPolicy.EccNistP384, MessageSecurityMode.SignAndEncrypt),
        ];
        if (serving.AllowNone)
        {
            security.Add((SecurityPolicy.None, MessageSecurityMode.None));
        }

        return new UaServerOptions
        {
            ApplicationName = ApplicationName,
            Listen = new IPEndPoint(serving.Listen, port),
            Certificate = _certificates[0],
            FurtherCertificates = _certificates[1..],
            Trust = trust,
            Security = security,
            AllowAnonymous = serving.User is null,
            CheckPassword = serving.User is { } user ? (name, password) => Secrets.AreSame(user.Name, name) & Secrets.AreSame(user.Password, password) : null,
            Limits = ServerLimits.ForLoad,
            MaxChannelsPerAddress = 50,
            AllowInsecureTransfer = serving.AllowNone,
        };
    }

    private void WriteAddresses(string? file)
    {
        var addresses = new Addresses([.. Endpoints.Select(endpoint => endpoint.ToString().TrimEnd('/'))]);
        foreach (var address in addresses.OpcUa)
        {
            Console.WriteLine($"ready {address}");
        }

        if (file is not null)
        {
            WholeFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(addresses, AddressesContext.Default.Addresses));
        }
    }
}

internal sealed record Addresses([property: JsonPropertyName("opcua")] IReadOnlyList<string> OpcUa);

[JsonSerializable(typeof(Addresses))]
internal sealed partial class AddressesContext : JsonSerializerContext;
