using Grpc.Core;
using Grpc.Net.Client;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.Edge.Uplink.Paths.Probing;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Streams over HTTP/2, each on a connection with both sides' certificates checked.</summary>
internal sealed class GrpcLink(UplinkOptions options) : IPlatformLink
{
    public IPlatformStream Open(PathOptions path, int dscp, CancellationToken session) =>
        new GrpcStream(UplinkChannel.Open(options, path, dscp), session);

    public Task MeasureAsync(PathFigures path, TimeProvider time, ILogger logger, CancellationToken stoppingToken) =>
        new PathProber(path.Options, path.Probes, time, logger).RunAsync(stoppingToken);

    private sealed class GrpcStream : IPlatformStream
    {
        private readonly GrpcChannel _channel;
        private readonly AsyncDuplexStreamingCall<ExchangeRequest, ExchangeResponse> _call;

        public GrpcStream(GrpcChannel channel, CancellationToken session)
        {
            _channel = channel;
            _call = new IngestService.IngestServiceClient(channel).Exchange(cancellationToken: session);
        }

        public Task SendAsync(ExchangeRequest message, CancellationToken cancellationToken) =>
            _call.RequestStream.WriteAsync(message, cancellationToken);

        public async Task<ExchangeResponse?> ReceiveAsync(CancellationToken cancellationToken) =>
            await _call.ResponseStream.MoveNext(cancellationToken) ? _call.ResponseStream.Current : null;

        public void Dispose()
        {
            _call.Dispose();
            _channel.Dispose();
        }
    }
}
