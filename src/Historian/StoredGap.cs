using IndustrialGateway.Model;

namespace IndustrialGateway.Historian;

/// <summary>What is known to be missing: one entry of the loss ledger.</summary>
public sealed record StoredGap
{
    public required string Gateway { get; init; }

    /// <summary>The machine, or empty for points given one by one or for the whole gateway.</summary>
    public string Equipment { get; init; } = "";

    /// <summary>The points, or empty for all of the machine or of the gateway.</summary>
    public int[] Points { get; init; } = [];

    /// <summary>First instant concerned, 100 ns ticks since 1601.</summary>
    public required long FromTicks { get; init; }

    /// <summary>Last instant concerned, 100 ns ticks since 1601.</summary>
    public required long ToTicks { get; init; }

    /// <summary>0 = not known.</summary>
    public ulong SampleCount { get; init; }

    public required GapReason Reason { get; init; }
}

/// <summary>The place of one gap in the ledger.</summary>
/// <param name="FromTicks">Its beginning.</param>
/// <param name="Serial">Its number in order of storing, which sets apart those that begin together.</param>
public readonly record struct GapPosition(long FromTicks, long Serial);

/// <summary>A page of the ledger.</summary>
/// <param name="Gaps">In order of their beginning.</param>
/// <param name="Last">The place of the last of them, after which to go on; null = that was all.</param>
public sealed record GapPage(IReadOnlyList<StoredGap> Gaps, GapPosition? Last);
