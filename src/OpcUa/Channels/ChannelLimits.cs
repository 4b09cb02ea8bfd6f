using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Transport;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>What a client's channel accepts and how long it waits.</summary>
public sealed record ChannelLimits
{
    public TransportLimits Transport { get; init; } = new();

    public CodecLimits Codec { get; init; } = CodecLimits.Client;

    /// <summary>How long a token is asked to live; it is renewed after three quarters of what the server grants.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long opening and renewing may take.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests may wait for their answers at once.</summary>
    public int MaxPendingRequests { get; init; } = 1_000;
}
