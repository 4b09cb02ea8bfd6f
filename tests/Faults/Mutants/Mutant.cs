namespace IndustrialGateway.Faults.Mutants;

/// <summary>A planted bug and the quick row that must notice it, as what it is.</summary>
/// <param name="What">For people.</param>
/// <param name="Bug">The bug.</param>
/// <param name="Row">The row.</param>
/// <param name="Cycles">In how many cycles at most.</param>
/// <param name="Words">One of them is in a complaint about this bug, and in none about a line that merely stands still; empty = nothing is to be noticed.</param>
internal sealed record Mutant(string What, Bug Bug, string Row, int Cycles, params string[] Words)
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("no fsync", new Bug(Bug.Edge, "no-sync"), "F06", 2, "before the power was lost", "samples are not explained", "more than were taken"),
        new("cursor after unlink", new Bug(Bug.Edge, "cursor-after-unlink"), "F02", 4, "samples are not explained", "Reason = Damaged"),
        new("no deduplication", new Bug(Bug.Platform, "no-deduplication"), "F03", 4, "samples are not explained"),
        new("CRC ignored", new Bug(Bug.Edge, "no-checksums"), "F10", 4, "was never offered", "are announced as lost"),
        new("BCL flush instead of fdatasync", new Bug(Bug.Edge, "library-flush"), "F08", 2, "no log has noticed that its disk refused"),
        new("acknowledged before commit", new Bug(Bug.Platform, "acknowledged-before-commit"), "F03", 4, "acknowledged before they were stored"),
        new("live behind backlog", new Bug(Bug.Edge, "live-after-backlog"), "F27", 1, "it has waited for them"),
        new("unbounded queue", new Bug(Bug.Edge, "unbounded-queue"), "F23", 1, "bound of memory"),
    ];

    public bool IsNoticedBy(string complaint) => Words.Any(words => complaint.Contains(words, StringComparison.Ordinal));
}
