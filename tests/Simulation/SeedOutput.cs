using System.Text.RegularExpressions;
using IndustrialGateway.Simulation.Running;

namespace IndustrialGateway.Simulation;

/// <summary>What a process that ran seeds said.</summary>
internal sealed partial record SeedOutput(int ExitCode, string Text)
{
    /// <summary>Seed by seed, the number of its course.</summary>
    public IReadOnlyList<string> Fingerprints => [.. Fingerprint().Matches(Text).Select(match => match.Groups[1].Value)];

    public static async Task<SeedOutput> RunAsync(params string[] args)
    {
        using var process = SeedProcess.Start(args, redirect: true);
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return new SeedOutput(process.ExitCode, text);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [GeneratedRegex(@"^seed \d+ ([0-9a-f]{16}) ", RegexOptions.Multiline)]
    private static partial Regex Fingerprint();
}
