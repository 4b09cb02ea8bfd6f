namespace IndustrialGateway.LinkEmulator;

/// <summary>What the emulator has counted so far, per path.</summary>
/// <param name="Seconds">Since the link began.</param>
public sealed record LinkFigures(double Seconds, IReadOnlyList<PathFigures> Paths);

/// <param name="Profile">That was given last; single settings may have been changed since.</param>
public sealed record PathFigures(int Path, string Profile, DirectionState Uplink, DirectionState Downlink);

/// <summary>One direction. Packets offered are those arrived, dropped and still on their way.</summary>
/// <param name="Bytes">Of the packets that arrived, with their IP headers.</param>
/// <param name="Dropped">By reason: loss, burst, queue, handover, outage, mtu, down, emulator (more than the emulator or the device takes).</param>
/// <param name="P50Ms">Of the delay that packets really had; null while none has arrived.</param>
/// <param name="LateP99Ms">How much later than the profile says packets were delivered: above a few milliseconds the machine is too busy.</param>
public sealed record DirectionState(
    long Offered,
    long Arrived,
    long Bytes,
    IReadOnlyDictionary<string, long> Dropped,
    bool IsDown,
    double? P50Ms,
    double? P99Ms,
    double? LateP50Ms,
    double? LateP99Ms,
    string? Failure)
{
    public long AllDropped => Dropped.Values.Sum();
}
