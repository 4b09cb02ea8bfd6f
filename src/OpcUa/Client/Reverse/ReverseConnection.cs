using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Reverse;

/// <summary>A server that calls instead of being called (Part 6 §7.1.3): each channel is opened on the next connection that it makes.</summary>
/// <param name="Listener">Where it calls; stays the caller's, and must expect <paramref name="ServerUri"/>.</param>
/// <param name="ServerUri">The server's application URI; its certificate must hold the same.</param>
public sealed record ReverseConnection(ReverseListener Listener, string ServerUri)
{
    /// <summary>How long to wait for a call before this counts as a failed attempt and is told; the next attempt follows. 1 s or more.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="UaException">The server did not call, or what it answered.</exception>
    internal Task<TransportConnection> TakeAsync(TransportLimits limits, CancellationToken cancellationToken) =>
        Listener.TakeAsync(ServerUri, limits, CallTimeout, cancellationToken);
}
