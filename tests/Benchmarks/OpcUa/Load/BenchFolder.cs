using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>The certificates of server and clients, who trust each other, in a temporary folder.</summary>
internal sealed class BenchFolder : IDisposable
{
    public const string ServerUri = "urn:industrial-gateway:bench:server";
    public const string ClientUri = "urn:industrial-gateway:bench:client";

    private readonly string _root = Directory.CreateTempSubdirectory("bench-opcua-").FullName;

    public BenchFolder()
    {
        using var server = ApplicationCertificate.LoadOrCreate(Server, ServerUri, "bench server", TimeProvider.System, "127.0.0.1", "localhost");
        using var client = ApplicationCertificate.LoadOrCreate(Client, ClientUri, "bench client", TimeProvider.System, "localhost");
        new TrustFolder(Path.Combine(Server, "trust")).Trust(client.Der.Span);
        new TrustFolder(Path.Combine(Client, "trust")).Trust(server.Der.Span);
    }

    public string Server => Path.Combine(_root, "server");

    public string Client => Path.Combine(_root, "client");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
