namespace IndustrialGateway.Platform.Live;

/// <summary>How samples came in.</summary>
/// <param name="Sequence">Of their first record in its log, which tells the order of values at one instant; 0 = before all.</param>
/// <param name="IsBacklog">Sent again after an outage, or overtaken: not the newest there is.</param>
/// <param name="Ticks">When, by our own clock, 100 ns ticks since 1601.</param>
internal readonly record struct Arrival(long Sequence, bool IsBacklog, long Ticks);
