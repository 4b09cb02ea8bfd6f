namespace IndustrialGateway.OpcUa.Transport;

/// <summary>How many connections a <see cref="TransportListener"/> holds at once, and the limits of each.</summary>
public sealed record ListenerOptions
{
    public TransportLimits Limits { get; init; } = new();

    public int MaxConnections { get; init; } = 50;

    public int MaxConnectionsPerAddress { get; init; } = 50;
}
