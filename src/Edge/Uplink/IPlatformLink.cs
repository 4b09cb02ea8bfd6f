using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>The uplink's network edge: opens streams to the platform, each on a connection of its own. gRPC is behind it, or any other line.</summary>
internal interface IPlatformLink
{
    /// <summary>Begins a stream; a line that is down shows with the first message.</summary>
    /// <param name="path">Which way it goes.</param>
    /// <param name="dscp">What its packets are marked with.</param>
    /// <param name="session">Ends it.</param>
    IPlatformStream Open(PathOptions path, int dscp, CancellationToken session);

    /// <summary>Measures a path beside the streams until cancelled, where it can be.</summary>
    Task MeasureAsync(PathFigures path, TimeProvider time, ILogger logger, CancellationToken stoppingToken);
}

/// <summary>One stream: messages there in order and messages back in order, until it breaks. Disposing it breaks it.</summary>
internal interface IPlatformStream : IDisposable
{
    /// <summary>Hands a message over to the line, which may make it wait; one at a time. The message may be changed once this has completed.</summary>
    Task SendAsync(ExchangeRequest message, CancellationToken cancellationToken);

    /// <summary>The next message; null when the platform has ended the stream. One at a time.</summary>
    Task<ExchangeResponse?> ReceiveAsync(CancellationToken cancellationToken);
}
