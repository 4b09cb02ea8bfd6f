using Grpc.Net.Client;
using IndustrialGateway.Edge.Uplink.Paths;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Opens one HTTP/2 connection to the platform, with both sides' certificates checked.</summary>
internal static class UplinkChannel
{
    /// <summary>Certificates are read anew each time, so that a renewed file needs no restart.</summary>
    public static GrpcChannel Open(UplinkOptions options, PathOptions path, int dscp)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = UplinkCredentials.Load(options),
            // Before the greeting's time is over: then it is known that there was no connection.
            ConnectTimeout = options.ConnectTimeout * 0.8,
            ConnectCallback = (context, token) => PathSocket.ConnectAsync(path, dscp, options.DeadAfter, context.DnsEndPoint, token),
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        };
        return GrpcChannel.ForAddress(path.Endpoint, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = UplinkSession.MaxMessageBytes,
        });
    }
}
