namespace IndustrialGateway.Edge.Sources;

/// <summary>
/// A glob over a path's levels: <c>*</c> is any text within a level, <c>?</c> one letter, <c>**</c> any number of levels.
/// Upper and lower case differ, as they do in OPC UA.
/// </summary>
internal sealed class PathPattern(string text)
{
    private readonly string[] _levels = text.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string Text { get; } = text;

    public bool Matches(ReadOnlySpan<string> path) => Matches(_levels, path, prefix: false);

    /// <summary>Whether a path that begins like this one can still match: what cannot need not be browsed.</summary>
    public bool CanMatchBelow(ReadOnlySpan<string> path) => Matches(_levels, path, prefix: true);

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path, bool prefix)
    {
        while (!pattern.IsEmpty && !path.IsEmpty && pattern[0] != "**")
        {
            if (!LevelMatches(pattern[0], path[0]))
            {
                return false;
            }

            pattern = pattern[1..];
            path = path[1..];
        }

        if (pattern.IsEmpty)
        {
            return path.IsEmpty && !prefix;
        }

        if (path.IsEmpty)
        {
            return prefix || pattern.IndexOfAnyExcept("**") < 0;
        }

        return Matches(pattern[1..], path, prefix) || Matches(pattern, path[1..], prefix);
    }

    private static bool LevelMatches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> level)
    {
        var (p, l, star, mark) = (0, 0, -1, 0);
        while (l < level.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, l);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == level[l]))
            {
                (p, l) = (p + 1, l + 1);
            }
            else if (star >= 0)
            {
                (p, l) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
