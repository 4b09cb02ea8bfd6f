namespace IndustrialGateway.Buffering.Log;

/// <summary>Records that share a fate.</summary>
/// <param name="Range">Which.</param>
/// <param name="Fate">Why nobody will read them.</param>
/// <param name="From">None of them was appended before, UTC ticks.</param>
/// <param name="To">None of them was appended after, UTC ticks.</param>
internal readonly record struct Stretch(LogRange Range, SkipReason Fate, long From = 0, long To = 0);
