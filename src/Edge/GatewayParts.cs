using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Edge;

/// <summary>What a gateway is put together from; tests put others in.</summary>
internal sealed record GatewayParts
{
    /// <summary>Where the buffer lies; null = the host's disk.</summary>
    public IDisk? Disk { get; init; }

    /// <summary>Replaces services.</summary>
    public Action<IServiceCollection>? Configure { get; init; }
}
