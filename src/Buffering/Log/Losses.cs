namespace IndustrialGateway.Buffering.Log;

/// <summary>What was lost for good, by its reason.</summary>
internal readonly record struct Losses
{
    /// <summary>The reasons that are counted, in the order in which they are kept.</summary>
    public static ReadOnlySpan<SkipReason> Reasons =>
        [SkipReason.Evicted, SkipReason.Expired, SkipReason.Shed, SkipReason.Damaged, SkipReason.Unfinished];

    public Tally Evicted { get; init; }

    public Tally Expired { get; init; }

    public Tally Shed { get; init; }

    public Tally Damaged { get; init; }

    public Tally Unfinished { get; init; }

    public Tally Total => Evicted + Expired + Shed + Damaged + Unfinished;

    public Tally Of(SkipReason reason) => reason switch
    {
        SkipReason.Evicted => Evicted,
        SkipReason.Expired => Expired,
        SkipReason.Shed => Shed,
        SkipReason.Damaged => Damaged,
        SkipReason.Unfinished => Unfinished,
        _ => default,
    };

    public Losses Plus(SkipReason reason, Tally more) => reason switch
    {
        SkipReason.Evicted => this with { Evicted = Evicted + more },
        SkipReason.Expired => this with { Expired = Expired + more },
        SkipReason.Shed => this with { Shed = Shed + more },
        SkipReason.Damaged => this with { Damaged = Damaged + more },
        SkipReason.Unfinished => this with { Unfinished = Unfinished + more },
        _ => this,
    };
}
