using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
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

namespace IndustrialGateway.Faults.Meddling;

/// <summary>Stands between gateway and platform as a platform and as a gateway, understands what they say, and meddles with it.</summary>
internal sealed class Meddler : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Between _between;

    private Meddler(WebApplication application, Between between) => (_application, _between) = (application, between);

    /// <summary>What the gateway takes for the platform.</summary>
    public Uri Address => new(
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()); // Kestrel has it.

    /// <summary>The platform's ingest.</summary>
    public Uri? Target
    {
        set => _between.Target = value;
    }

    /// <summary>From the next message on.</summary>
    public Interference Way
    {
        set => _between.Way = value;
    }

    public static async Task<Meddler> StartAsync(DevelopmentMaterial material)
    {
        var between = new Between(material);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(between);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = X509Certificate2.CreateFromPemFile(material.Server.Certificate, material.Server.Key);
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (_, _, _) => true; // Who the gateway is, the platform checks by the same certificate.
            });
        }));
        var application = builder.Build();
        application.MapGrpcService<Between>();
        await application.StartAsync();
        return new Meddler(application, between);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    internal sealed class Between(DevelopmentMaterial material) : IngestService.IngestServiceBase
    {
        private volatile Interference _way = new();
        private volatile Uri? _target;

        public Uri? Target
        {
            set => _target = value;
        }

        public Interference Way
        {
            set => _way = value;
        }

        public override async Task Exchange(
            IAsyncStreamReader<ExchangeRequest> requestStream,
            IServerStreamWriter<ExchangeResponse> responseStream,
            ServerCallContext context)
        {
            _way.Open();
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            using var channel = Channel();
            using var call = new IngestService.IngestServiceClient(channel).Exchange(cancellationToken: end.Token);
            var up = UpAsync(requestStream, call.RequestStream, end.Token);
            var down = DownAsync(call.ResponseStream, responseStream, end.Token);
            var first = await Task.WhenAny(up, down);
            if (first == up && up.IsCompletedSuccessfully)
            {
                // The gateway has sent its last: it may still hear.
                first = down;
                await Task.WhenAny(down);
            }

            await end.CancelAsync();
            await Task.WhenAll(up, down).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await first;
        }

        private async Task UpAsync(
            IAsyncStreamReader<ExchangeRequest> from, IClientStreamWriter<ExchangeRequest> to, CancellationToken cancellationToken)
        {
            while (await from.MoveNext(cancellationToken))
            {
                foreach (var request in _way.Up(from.Current))
                {
                    await to.WriteAsync(request, cancellationToken);
                }
            }

            await to.CompleteAsync();
        }

        private async Task DownAsync(
            IAsyncStreamReader<ExchangeResponse> from, IServerStreamWriter<ExchangeResponse> to, CancellationToken cancellationToken)
        {
            while (await from.MoveNext(cancellationToken))
            {
                foreach (var response in _way.Down(from.Current))
                {
                    await to.WriteAsync(response, cancellationToken);
                }
            }
        }

        private GrpcChannel Channel()
        {
            var handler = new SocketsHttpHandler();
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(material.Gateway.Certificate, material.Gateway.Key)];
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(material.Authority.Certificate);
            handler.SslOptions.CertificateChainPolicy = policy;
            return GrpcChannel.ForAddress(
                _target ?? throw new RpcException(new Status(StatusCode.Unavailable, "the platform is away")),
                new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        }
    }
}
