using System.Globalization;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator;

/// <summary>The settings before the names of profiles: <c>--seed N --profiles FILE --target URI NAME...</c>.</summary>
internal sealed record Arguments(LinkProfiles Profiles, IReadOnlyList<string> Names, long Seed, Uri? Target)
{
    private const int MostPaths = 16;

    /// <exception cref="LinkProfileException">One is wrong.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words)
    {
        var (file, seed, target) = (LinkProfiles.StandardFile, 1L, (Uri?)null);
        while (words is ["--seed" or "--profiles" or "--target", var value, ..])
        {
            switch (words[0])
            {
                case "--seed" when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seed):
                    throw new LinkProfileException($"--seed {value} is not a whole number.");
                case "--target" when !Uri.TryCreate(value, UriKind.Absolute, out target) || target.Port < 1:
                    throw new LinkProfileException($"--target {value} is not an address such as https://127.0.0.1:7443.");
                case "--profiles":
                    file = value;
                    break;
            }

            words = words[2..];
        }

        return words.Length <= MostPaths
            ? new Arguments(LinkProfiles.ReadFile(file), [.. words], seed, target)
            : throw new LinkProfileException($"{words.Length} paths are more than the {MostPaths} that there can be.");
    }
}
