using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Cli.Trust;

/// <summary>Finds the one certificate that a person means: a beginning that fits two is a question, never a guess.</summary>
internal static class TrustSelection
{
    private const int MinDigits = 4;

    /// <summary>The certificate in each folder in which it lies.</summary>
    public static IReadOnlyList<TrustEntry> Find(IReadOnlyList<TrustEntry> all, string fingerprint)
    {
        if (fingerprint.Count(char.IsAsciiHexDigit) < MinDigits)
        {
            throw new CliException(ExitCodes.Usage, $"'{fingerprint}' is too short: give at least {MinDigits} digits of the fingerprint.");
        }

        var found = all.Where(entry => entry.Matches(fingerprint)).ToList();
        return found.Select(entry => entry.Thumbprint).Distinct().Count() switch
        {
            0 => throw new CliException(ExitCodes.NotFound, $"No certificate's fingerprint begins with {fingerprint}.", "`igw trust list` shows them."),
            1 => found,
            _ => throw new CliException(
                ExitCodes.Usage,
                $"{fingerprint} is the beginning of several fingerprints.",
                string.Join('\n', found.Select(entry => $"{entry.Thumbprint}  {entry.Subject}").Distinct())),
        };
    }

    public static TrustEntry In(IReadOnlyList<TrustEntry> entries, TrustPlace place, string word) =>
        entries.FirstOrDefault(entry => entry.Place == place) ?? throw new CliException(
            ExitCodes.NotFound, $"{entries[0].Subject} is not among the {word} certificates; it lies in {entries[0].File}.", Hint(entries[0]));

    private static string Hint(TrustEntry entry) => entry.Place == TrustPlace.Trusted ? "It is trusted already." : "";
}
