using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace IndustrialGateway.Client;

/// <summary>The TLS connection to the platform's API.</summary>
internal static class ApiChannel
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    public static GrpcChannel Open(IndustrialGatewayClientOptions options)
    {
        if (options.Address.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException(
                $"The platform's address must begin with https://, so that the key travels encrypted: {options.Address}");
        }

        var handler = new SocketsHttpHandler
        {
            UseProxy = false, // The platform is in the plant or its private network; looking for a proxy costs start-up time.
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = options.ConnectTimeout,
            KeepAlivePingDelay = options.SilenceLimit,
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        };
        if (options.AuthorityFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = TrustOnly(file);
        }

        return GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxAnswerBytes,
        });
    }

    private static X509ChainPolicy TrustOnly(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // A private authority in a plant publishes no list.
        };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
