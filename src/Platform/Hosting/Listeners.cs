using System.Net;
using IndustrialGateway.Platform.Ingest;
using IndustrialGateway.Platform.Ingest.Budgets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace IndustrialGateway.Platform.Hosting;

/// <summary>The two TLS addresses: gateways prove themselves by certificate at one, callers by key or session at the other.</summary>
internal sealed class Listeners(PlatformSettings settings)
{
    private const int WindowBytes = 1024 * 1024;

    /// <summary>Four on each of four paths, and as many that broke and are not yet noticed.</summary>
    public const int MaxConnectionsPerGateway = 32;

    private ListenOptions? _ingest;
    private ListenOptions? _api;

    /// <summary>Known once the server has started.</summary>
    public Uri IngestAddress => AddressOf(_ingest);

    /// <summary>Known once the server has started.</summary>
    public Uri ApiAddress => AddressOf(_api);

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 1_000;
        kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * WindowBytes;
        kestrel.Listen(settings.Ingest.Listen, options => _ingest = ConfigureIngest(options));
        kestrel.Listen(settings.Api.Listen, options => _api = ConfigureApi(options));
    }

    private ListenOptions ConfigureIngest(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http2;
        var authority = new GatewayAuthority(settings.ClientAuthority);
        options.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = settings.Ingest.Certificate,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, chain, _) => authority.Issued(certificate, chain),
        });
        var limit = new ConnectionLimit(MaxConnectionsPerGateway);
        options.Use(next => connection => limit.RunAsync(connection, next));
        Mark(options, ListenerRole.Ingest);
        return options;
    }

    private ListenOptions ConfigureApi(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1AndHttp2;
        options.UseHttps(settings.Api.Certificate);
        Mark(options, ListenerRole.Api);
        return options;
    }

    private static void Mark(ListenOptions options, ListenerRole role)
    {
        var mark = new ListenerMark(role);
        options.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
    }

    private static Uri AddressOf(ListenOptions? options)
    {
        var endpoint = options?.IPEndPoint ?? throw new InvalidOperationException("The server has not started.");
        var host = endpoint.Address switch
        {
            var any when any.Equals(IPAddress.Any) => IPAddress.Loopback,
            var any when any.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
            var address => address,
        };
        return new Uri($"https://{new IPEndPoint(host, endpoint.Port)}");
    }
}
