using Google.Protobuf;
using IndustrialGateway.Edge.Uplink;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.V1;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Faults.Host.Links;

/// <summary>Bug: what has just come is sent when all that waited has gone.</summary>
internal sealed class BacklogFirstLink(IPlatformLink own) : IPlatformLink
{
    /// <summary>So long after its last block a backlog is taken to be sent.</summary>
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(1);

    public IPlatformStream Open(PathOptions path, int dscp, CancellationToken session) => new Stream(own.Open(path, dscp, session));

    public Task MeasureAsync(PathFigures path, TimeProvider time, ILogger logger, CancellationToken stoppingToken) =>
        own.MeasureAsync(path, time, logger, stoppingToken);

    private sealed class Stream(IPlatformStream own) : IPlatformStream
    {
        private readonly Queue<ExchangeRequest> _live = new();
        private long? _backlog;

        /// <summary>The sender comes again and again, with probes and states too.</summary>
        public async Task SendAsync(ExchangeRequest message, CancellationToken cancellationToken)
        {
            if (message.Block is { Backlog: true })
            {
                _backlog = TimeProvider.System.GetTimestamp();
            }

            var isOver = _backlog is not { } last || TimeProvider.System.GetElapsedTime(last) > Over;
            while (isOver && _live.TryDequeue(out var held))
            {
                await own.SendAsync(held, cancellationToken);
            }

            if (message.Block is { Backlog: false } && !isOver)
            {
                // Who sends it writes the next block where this one is.
                var held = message.Clone();
                held.Block.Content = ByteString.CopyFrom(held.Block.Content.Span);
                _live.Enqueue(held);
                return;
            }

            await own.SendAsync(message, cancellationToken);
        }

        public Task<ExchangeResponse?> ReceiveAsync(CancellationToken cancellationToken) => own.ReceiveAsync(cancellationToken);

        public void Dispose() => own.Dispose();
    }
}
