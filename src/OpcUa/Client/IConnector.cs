using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>A way to a server: called whenever a client needs a channel.</summary>
internal interface IConnector
{
    /// <exception cref="UaException">What is in the way, in words that say what to do.</exception>
    Task<Connection> ConnectAsync(CancellationToken cancellationToken);
}
