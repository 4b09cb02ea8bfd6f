using IndustrialGateway.Faults.Rows;
using Xunit.Sdk;

namespace IndustrialGateway.Faults.Mutants;

/// <summary>Runs each planted bug against the row that must notice it, and that row against the same host without a bug.</summary>
internal static class MutantRun
{
    private const int Seed = 1;
    private const int MostTold = 150;

    /// <summary>True when every bug was noticed as what it is, and nothing else was.</summary>
    /// <param name="rows">Only those of these rows; empty = all.</param>
    /// <param name="tell">Hears the rows' lines, and the table.</param>
    public static async Task<bool> RunAsync(IReadOnlyList<string> rows, Action<string> tell)
    {
        List<(Mutant Mutant, IReadOnlyList<string> Complaints)> results = [];
        foreach (var mutant in All().Where(mutant => rows.Count == 0 || rows.Contains(mutant.Row, StringComparer.OrdinalIgnoreCase)))
        {
            tell($"\n{mutant.What}, row {mutant.Row}");
            results.Add((mutant, await TryAsync(mutant, tell)));
        }

        tell($"\n{"planted",-32} {"row",-4} {"noticed",-8} as");
        foreach (var (mutant, complaints) in results)
        {
            var telling = complaints.FirstOrDefault(mutant.IsNoticedBy) ?? (complaints is [var other, ..] ? $"something else: {other}" : "");
            var noticed = complaints.Any(mutant.IsNoticedBy) ? "yes" : "no";
            tell($"{mutant.What,-32} {mutant.Row,-4} {noticed,-8} {telling[..Math.Min(telling.Length, MostTold)].ReplaceLineEndings(" ")}");
        }

        return results.TrueForAll(result =>
            result.Mutant.Words.Length == 0 ? result.Complaints.Count == 0 : result.Complaints.Any(result.Mutant.IsNoticedBy));
    }

    /// <summary>All bugs, and before the first bug of each row and program nothing.</summary>
    private static IEnumerable<Mutant> All()
    {
        HashSet<(string, string)> sound = [];
        foreach (var mutant in Mutant.All)
        {
            if (sound.Add((mutant.Row, mutant.Bug.Program)))
            {
                yield return mutant with { What = "nothing", Bug = mutant.Bug with { Name = "none" }, Words = [] };
            }

            yield return mutant;
        }
    }

    /// <summary>All that the row complains of.</summary>
    private static async Task<IReadOnlyList<string>> TryAsync(Mutant mutant, Action<string> tell)
    {
        var run = new RowRun(RowName.Of(mutant.Row), Seed, tell) { IsQuick = true, Bug = mutant.Bug };
        try
        {
            return (await run.RunAsync(new RunLength(mutant.Cycles))).Complaints;
        }
        catch (Exception failure) when (failure is XunitException or InvalidOperationException or TimeoutException)
        {
            // The line does not come to rest, a file of a dead gateway cannot be read, a program ended or says no more what it has to.
            return [.. run.Complaints, failure.Message];
        }
    }
}
