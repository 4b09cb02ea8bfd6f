namespace IndustrialGateway.Model;

/// <summary>What was lost before it could be kept, and why: one entry of the loss ledger.</summary>
/// <param name="Points">Aliases at the edge, point numbers at the platform; empty = not known, or every point of the log.</param>
/// <param name="FromTicks">First instant concerned, 100 ns ticks since 1601; null = not known.</param>
/// <param name="ToTicks">Last instant concerned, 100 ns ticks since 1601; null = not known.</param>
/// <param name="SampleCount">How many samples; 0 = not known.</param>
/// <param name="Reason">Why.</param>
/// <param name="Equipment">The machine where the points are not known one by one, else empty.</param>
public sealed record Gap(
    uint[] Points, long? FromTicks, long? ToTicks, ulong SampleCount, GapReason Reason, string Equipment)
{
    /// <summary>The gateway's number of it, by which a later report of the same gap is known; 0 = there will be none.</summary>
    public ulong Id { get; init; }

    /// <summary>When all that was missing had been read from the machine's own history, 100 ns ticks since 1601; null = it was not.</summary>
    public long? FilledTicks { get; init; }

    /// <summary>How many samples that history had of the interval.</summary>
    public ulong FilledCount { get; init; }
}
