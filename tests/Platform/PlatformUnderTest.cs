using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using IndustrialGateway.Client.Development;
using IndustrialGateway.Configuration;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.Platform;

/// <summary>A whole platform on free loopback ports with its data in a folder of its own, and clients to call it with.</summary>
public sealed class PlatformUnderTest : IAsyncDisposable
{
    public const string Gateway = "press-shop";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("igw-platform-");
    private readonly List<GrpcChannel> _channels = [];
    private readonly Dictionary<string, IngestService.IngestServiceClient> _gateways = [];
    private readonly DevelopmentAuthority _authority;
    private readonly DevelopmentKey _key = DevelopmentKey.Create();
    private WebApplication? _app;

    private PlatformUnderTest() =>
        _authority = DevelopmentAuthority.Open(Path.Combine(_folder.FullName, "ca"), TimeProvider.System);

    public string DataFolder => Path.Combine(_folder.FullName, "data");

    public DevelopmentAuthority Authority => _authority;

    public string CertificateFolder => Path.Combine(_folder.FullName, "certificates");

    public FakeLogCollector Logs { get; } = FakeLogCollector.Create(new FakeLogCollectorOptions());

    public IServiceProvider Services => _app!.Services; // Set by StartAsync.

    public Uri IngestAddress => Services.GetRequiredService<Listeners>().IngestAddress;

    public Uri ApiAddress => Services.GetRequiredService<Listeners>().ApiAddress;

    public string ApiKey => _key.Text;

    public static async Task<PlatformUnderTest> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var platform = new PlatformUnderTest();
        await platform.RestartAsync(configure);
        return platform;
    }

    /// <summary>Stops what runs, and starts again on the same data.</summary>
    public async Task RestartAsync(Action<IServiceCollection>? configure = null)
    {
        await StopAsync();
        _app = PlatformHost.Build(ReadSettings(), services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(new FakeLoggerProvider(Logs)));
            configure?.Invoke(services);
        });
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }

        _channels.Clear();
        _gateways.Clear();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>A channel to the API with the key, or with another or none.</summary>
    public CallInvoker Api(string? key = null)
    {
        var invoker = Channel(ApiAddress, certificate: null).CreateCallInvoker();
        return Grpc.Core.Interceptors.CallInvokerExtensions.Intercept(invoker, metadata =>
        {
            metadata.Add("x-api-key", key ?? ApiKey);
            return metadata;
        });
    }

    public CallInvoker ApiWithoutKey() => Channel(ApiAddress, certificate: null).CreateCallInvoker();

    /// <summary>A gateway's channel; <paramref name="certificate"/> null shows none.</summary>
    public IngestService.IngestServiceClient Ingest(CertificateFiles? certificate) =>
        new(Channel(IngestAddress, certificate));

    public CallInvoker IngestInvoker(CertificateFiles? certificate) => Channel(IngestAddress, certificate).CreateCallInvoker();

    /// <summary>
    /// A stream of the gateway <paramref name="id"/> that has said Hello and heard Welcome, over the gateway's one connection.
    /// </summary>
    public async Task<GatewayStream> OpenGatewayAsync(UInt128 epoch, string id = Gateway)
    {
        if (!_gateways.TryGetValue(id, out var client))
        {
            _gateways[id] = client = Ingest(_authority.Gateway(CertificateFolder, id, id));
        }

        var stream = GatewayStream.Open(client);
        await stream.HelloAsync(epoch);
        return stream;
    }

    /// <summary>A stream of a gateway that tells its instance, which has said Hello and heard Welcome.</summary>
    public async Task<GatewayStream> OpenInstanceAsync(UInt128 epoch, UInt128 instance, ulong run, PointRegistry? registry = null)
    {
        var stream = GatewayStream.Open(Ingest(_authority.Gateway(CertificateFolder, Gateway, Gateway)), registry);
        await stream.HelloAsync(epoch, instance, run);
        return stream;
    }

    public HttpClient Http(bool withKey)
    {
        var client = new HttpClient(Handler(certificate: null)) { BaseAddress = ApiAddress };
        if (withKey)
        {
            client.DefaultRequestHeaders.Add("x-api-key", ApiKey);
        }

        return client;
    }

    /// <summary>A gateway's plain HTTP/2 client, for calls that no gRPC client would make.</summary>
    public HttpClient IngestHttp(CertificateFiles certificate)
    {
        var handler = Handler(certificate);
        handler.EnableMultipleHttp2Connections = true;
        return new HttpClient(handler) { BaseAddress = IngestAddress, Timeout = Timeout.InfiniteTimeSpan };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _authority.Dispose();
        _folder.Delete(recursive: true);
        var errors = Logs.GetSnapshot().Where(record => record.Level >= LogLevel.Error)
            .Select(record => $"{record.Category}: {record.Message} {record.Exception}").ToArray();
        Assert.True(errors.Length == 0, string.Join('\n', errors));
    }

    private PlatformSettings ReadSettings()
    {
        var server = _authority.Server(CertificateFolder);
        var text = $"""
            data: {DataFolder}
            ingest:
              listen: "127.0.0.1:0"
              certificate: {server.Certificate}
              key: {server.Key}
              clientAuthority: {_authority.Files.Certificate}
            api:
              listen: "127.0.0.1:0"
              certificate: {server.Certificate}
              key: {server.Key}
            keys:
              - name: Tests
                id: {_key.Id}
                sha256: {_key.Sha256}
                scopes: [{string.Join(", ", Scopes.All)}]
            """;
        var errors = new ConfigurationErrors();
        return PlatformSettingsReader.Read(ConfigurationFile.Parse("platform.yaml", text, errors), errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors.All));
    }

    private GrpcChannel Channel(Uri address, CertificateFiles? certificate)
    {
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = Handler(certificate),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 16 * 1024 * 1024,
        });
        _channels.Add(channel);
        return channel;
    }

    private SocketsHttpHandler Handler(CertificateFiles? certificate)
    {
        var options = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(_authority.Files.Certificate) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        if (certificate is { } files)
        {
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(files.Certificate, files.Key)];
        }

        return new SocketsHttpHandler { SslOptions = options, AllowAutoRedirect = false, UseCookies = false };
    }
}
