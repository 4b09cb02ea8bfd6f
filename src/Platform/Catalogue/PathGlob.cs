namespace IndustrialGateway.Platform.Catalogue;

/// <summary>
/// A pattern over paths: <c>*</c> any letters within a segment, <c>?</c> one of them, <c>**</c> as a whole segment any
/// number of segments. Takes time in proportion to pattern times path, whatever they are.
/// </summary>
internal sealed class PathGlob(string pattern)
{
    private readonly string[] _segments = pattern.Split('/');

    public bool Matches(string path)
    {
        var segments = path.Split('/');
        var (at, next, star, resume) = (0, 0, -1, 0);
        while (at < segments.Length)
        {
            if (next < _segments.Length && _segments[next] == "**")
            {
                (star, resume) = (next++, at);
            }
            else if (next < _segments.Length && MatchesSegment(_segments[next], segments[at]))
            {
                next++;
                at++;
            }
            else if (star >= 0)
            {
                (next, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return _segments.AsSpan(next).IndexOfAnyExcept("**") < 0;
    }

    private static bool MatchesSegment(string pattern, string text)
    {
        var (at, next, star, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, resume) = (next++, at);
            }
            else if (next < pattern.Length && (pattern[next] == '?' || pattern[next] == text[at]))
            {
                next++;
                at++;
            }
            else if (star >= 0)
            {
                (next, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(next).IndexOfAnyExcept('*') < 0;
    }
}
