using IndustrialGateway.Faults.Rows;
using Xunit.Sdk;

namespace IndustrialGateway.Faults.Mutants;

/// <summary>Runs each planted bug against the row that must notice it, and that row against the same host without a bug.</summary>
internal static class MutantRun
{
    private const int Seed = 1;

    /// <summary>True when every bug was noticed and nothing else was.</summary>
    /// <param name="rows">Only those of these rows; empty = all.</param>
    /// <param name="tell">Hears the rows' lines, and the table.</param>
    public static async Task<bool> RunAsync(IReadOnlyList<string> rows, Action<string> tell)
    {
        List<(Mutant Mutant, string? Noticed)> results = [];
        foreach (var mutant in All().Where(mutant => rows.Count == 0 || rows.Contains(mutant.Row, StringComparer.OrdinalIgnoreCase)))
        {
            tell($"\n{mutant.What}, row {mutant.Row}");
            results.Add((mutant, await TryAsync(mutant, tell)));
        }

        tell($"\n{"planted",-32} {"row",-4} {"noticed",-8} as");
        foreach (var (mutant, noticed) in results)
        {
            tell($"{mutant.What,-32} {mutant.Row,-4} {(noticed is null ? "no" : "yes"),-8} {noticed?[..Math.Min(noticed.Length, 150)].ReplaceLineEndings(" ")}");
        }

        return results.TrueForAll(result => (result.Noticed is null) == (result.Mutant.Bug.Name == "none"));
    }

    /// <summary>All bugs, and before the first bug of each row and program nothing.</summary>
    private static IEnumerable<Mutant> All()
    {
        HashSet<(string, string)> sound = [];
        foreach (var mutant in Mutant.All)
        {
            if (sound.Add((mutant.Row, mutant.Bug.Program)))
            {
                yield return mutant with { What = "nothing", Bug = mutant.Bug with { Name = "none" } };
            }

            yield return mutant;
        }
    }

    /// <summary>As what the bug was noticed; null = it was not.</summary>
    private static async Task<string?> TryAsync(Mutant mutant, Action<string> tell)
    {
        try
        {
            var run = new RowRun(RowName.Of(mutant.Row), Seed, tell) { IsQuick = true, Bug = mutant.Bug };
            return (await run.RunAsync(mutant.Cycles)).Complaints is [var first, ..] ? first : null;
        }
        catch (XunitException failure)
        {
            // The line does not come to rest, or a file of a dead gateway cannot be read.
            return failure.Message;
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException)
        {
            // A program ended, or says no more what it has to.
            return failure.Message;
        }
    }
}
