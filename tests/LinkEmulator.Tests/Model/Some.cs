using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>Directions for tests of the calculation.</summary>
internal static class Some
{
    /// <summary>No chance in it: 10 ms, 8 Mbit/s (1 µs a byte), 100 ms of queue.</summary>
    public static DirectionProfile Steady { get; } = new() { Base = 10, Rate = 8, QueueMs = 100 };

    public static LinkDirection Direction(
        DirectionProfile profile, long seed = 1, HandoverProfile? handover = null, OutageProfile? outage = null) =>
        new(profile, new Interruptions(handover, outage, seed, TimeSpan.Zero), seed);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
