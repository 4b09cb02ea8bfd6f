using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Grpc.Core;
using IndustrialGateway.Client.Development;
using IndustrialGateway.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>A real gRPC server with mutual TLS whose every answer the test decides.</summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Endpoint _endpoint;

    private FakePlatform(WebApplication application, Endpoint endpoint)
    {
        _application = application;
        _endpoint = endpoint;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!; // Kestrel has it
        Address = new Uri(addresses.Addresses.Single());
    }

    public Uri Address { get; }

    public static async Task<FakePlatform> StartAsync(DevelopmentMaterial material, string? clientAuthority = null)
    {
        var endpoint = new Endpoint();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(endpoint);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var trusted = X509CertificateLoader.LoadCertificateFromFile(clientAuthority ?? material.Authority.Certificate);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = X509Certificate2.CreateFromPemFile(material.Server.Certificate, material.Server.Key);
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, _, _) => IsFrom(certificate, trusted);
            });
        }));
        var application = builder.Build();
        application.MapGrpcService<Endpoint>();
        await application.StartAsync();
        return new FakePlatform(application, endpoint);
    }

    /// <summary>The next stream that a gateway opens, with its greeting already read.</summary>
    public ValueTask<FakeStream> NextStreamAsync() => _endpoint.Streams.Reader.ReadAsync(Some.Patience());

    public async ValueTask DisposeAsync()
    {
        _endpoint.Streams.Writer.TryComplete();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static bool IsFrom(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate);
    }

    internal sealed class Endpoint : IngestService.IngestServiceBase
    {
        public Channel<FakeStream> Streams { get; } = Channel.CreateBounded<FakeStream>(16);

        public override async Task Exchange(
            IAsyncStreamReader<ExchangeRequest> requestStream,
            IServerStreamWriter<ExchangeResponse> responseStream,
            ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            var stream = new FakeStream(requestStream, responseStream, requestStream.Current.Hello, context.GetHttpContext().Connection.RemotePort);
            await Streams.Writer.WriteAsync(stream, context.CancellationToken);
            await stream.Ended.WaitAsync(context.CancellationToken);
        }
    }
}
