using System.Net;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.Client.Development;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>The platform's API with known answers: real TLS, real gRPC and a real key, but no line behind it.</summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly WebApplication _host;

    private FakePlatform(WebApplication host, string folder, DevelopmentMaterial material) =>
        (_host, Folder, Material) = (host, folder, material);

    /// <summary>Holds what <c>igw</c> finds under <c>.run</c> in its working folder.</summary>
    public string Folder { get; }

    public DevelopmentMaterial Material { get; }

    public Script Script => _host.Services.GetRequiredService<Script>();

    public string Address =>
        _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<FakePlatform> StartAsync(int port = 0, string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("igw-cli-").FullName;
        var material = DevelopmentMaterial.Prepare(Path.Combine(folder, ".run"), "press-shop", TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.Interceptors.Add<KeyCheck>(material.Key.Text));
        builder.Services.AddSingleton<Script>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(X509Certificate2.CreateFromPemFile(material.Server.Certificate, material.Server.Key));
        }));
        var host = builder.Build();
        host.MapGrpcService<FakeCatalog>();
        host.MapGrpcService<FakeTelemetry>();
        host.MapGrpcService<FakePilots>();
        await host.StartAsync();
        var platform = new FakePlatform(host, folder, material);
        var data = Directory.CreateDirectory(Path.Combine(folder, ".run", "platform", "data")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(data, "addresses.json"), $$"""{"ingest": "https://127.0.0.1:1", "api": "{{platform.Address}}"}""");
        return platform;
    }

    public async ValueTask DisposeAsync()
    {
        Script.End();
        await _host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
