namespace IndustrialGateway.Faults.Mutants;

/// <summary>A planted bug and the quick row that must notice it.</summary>
/// <param name="What">For people.</param>
/// <param name="Bug">The bug.</param>
/// <param name="Row">The row.</param>
/// <param name="Cycles">In how many cycles at most.</param>
internal sealed record Mutant(string What, Bug Bug, string Row, int Cycles)
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("no fsync", new Bug(Bug.Edge, "no-sync"), "F06", 2),
        new("cursor after unlink", new Bug(Bug.Edge, "cursor-after-unlink"), "F02", 4),
        new("no deduplication", new Bug(Bug.Platform, "no-deduplication"), "F03", 4),
        new("CRC ignored", new Bug(Bug.Edge, "no-checksums"), "F10", 4),
        new("BCL flush instead of fdatasync", new Bug(Bug.Edge, "library-flush"), "F08", 2),
        new("acknowledged before commit", new Bug(Bug.Platform, "acknowledged-before-commit"), "F03", 4),
        new("live behind backlog", new Bug(Bug.Edge, "live-after-backlog"), "F27", 1),
        new("unbounded queue", new Bug(Bug.Edge, "unbounded-queue"), "F23", 1),
    ];
}
