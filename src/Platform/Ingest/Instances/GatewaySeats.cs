using System.Collections.Concurrent;

namespace IndustrialGateway.Platform.Ingest.Instances;

/// <summary>Every gateway's seat, by its id in the certificate.</summary>
internal sealed class GatewaySeats(IngestLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GatewaySeat> _seats = new(StringComparer.Ordinal);

    public GatewaySeat Of(string gateway) => _seats.GetOrAdd(gateway, _ => new GatewaySeat(limits, time));
}
