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

    /// <summary>The gateway's number of it, by which what is said of it later is known; 0 = nothing more is said.</summary>
    public ulong Id { get; init; }

    /// <summary>Its end as it was told first, which stays; 100 ns ticks since 1601.</summary>
    public long FirstToTicks { get; init; }

    /// <summary>When it was told first, by the platform's clock, which stays; 100 ns ticks since 1601.</summary>
    public long HeardTicks { get; init; }

    /// <summary>When all that was missing had been read from the machine's own history, 100 ns ticks since 1601; null = it is still missing.</summary>
    public long? FilledTicks { get; init; }

    /// <summary>How many samples that history had of the interval.</summary>
    public ulong FilledCount { get; init; }

    /// <summary>This gap and what another report of the same says more of it.</summary>
    internal StoredGap With(StoredGap later) => this with
    {
        ToTicks = Math.Max(ToTicks, later.ToTicks),
        FilledTicks = FilledTicks ?? later.FilledTicks,
        FilledCount = FilledTicks is null ? later.FilledCount : FilledCount,
    };
}

/// <summary>What a report of a gap has changed.</summary>
/// <param name="Record">The record of the commit that held it.</param>
/// <param name="Gap">What the ledger has of it now.</param>
/// <param name="Before">What it had before; null = the gap is new.</param>
public readonly record struct GapChange(int Record, StoredGap Gap, StoredGap? Before)
{
    /// <summary>More is known to be missing than before.</summary>
    public bool IsLoss => Before is null && Gap.FilledTicks is null;

    /// <summary>What was missing is there now.</summary>
    public bool IsFilled => Before is { FilledTicks: null } && Gap.FilledTicks is not null;
}

/// <summary>The place of one gap in the ledger.</summary>
/// <param name="FromTicks">Its beginning.</param>
/// <param name="Serial">Its number in order of storing, which sets apart those that begin together.</param>
public readonly record struct GapPosition(long FromTicks, long Serial);

/// <summary>A page of the ledger.</summary>
/// <param name="Gaps">In order of their beginning.</param>
/// <param name="Last">The place after which to go on; null = that was all.</param>
/// <param name="LookedAt">Entries that were looked at for it: also those that begin before the time asked for and end before it.</param>
public sealed record GapPage(IReadOnlyList<StoredGap> Gaps, GapPosition? Last, int LookedAt);
