using System.Collections.Concurrent;

namespace IndustrialGateway.Platform.Line;

/// <summary>What flows through the platform now, gateway by gateway.</summary>
internal sealed class LineBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, GatewayLine> _gateways = [];

    public ICollection<GatewayLine> Gateways => _gateways.Values;

    /// <summary>The figures of the gateway with this catalogue id; all zero for one that has not been seen.</summary>
    public GatewayLine Of(int gatewayId) => _gateways.GetOrAdd(gatewayId, static (id, time) => new GatewayLine(id, time), time);
}
