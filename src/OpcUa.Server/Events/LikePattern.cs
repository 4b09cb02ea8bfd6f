namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>
/// The patterns of the operator Like: <c>%</c> any text, <c>_</c> one character, <c>[a-c]</c> and <c>[^a-c]</c> one of a list or none of it,
/// <c>\</c> before a character that is meant (Part 4 §7.7.3). It goes back to the last <c>%</c> only, so that no pattern takes more steps
/// than the lengths of pattern and text multiplied.
/// </summary>
internal static class LikePattern
{
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var (at, next) = (0, 0);
        var (retryAt, retryNext) = (-1, -1);
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '%')
            {
                (retryAt, retryNext) = (at, ++next);
            }
            else if (next < pattern.Length && MatchesOne(text[at], pattern[next..], out var length))
            {
                at++;
                next += length;
            }
            else if (retryAt >= 0)
            {
                (at, next) = (++retryAt, retryNext);
            }
            else
            {
                return false;
            }
        }

        return pattern[next..].Trim('%').IsEmpty;
    }

    private static bool MatchesOne(char character, ReadOnlySpan<char> pattern, out int length)
    {
        length = 1;
        switch (pattern[0])
        {
            case '_':
                return true;
            case '\\' when pattern.Length > 1:
                length = 2;
                return character == pattern[1];
            case '[' when pattern[1..].IndexOf(']') is > 0 and var end:
                length = end + 2;
                return IsInList(character, pattern.Slice(1, end));
            default:
                return character == pattern[0];
        }
    }

    private static bool IsInList(char character, ReadOnlySpan<char> list)
    {
        var isNegated = list[0] == '^';
        for (var i = isNegated ? 1 : 0; i < list.Length; i++)
        {
            var isRange = i + 2 < list.Length && list[i + 1] == '-';
            if (isRange ? character >= list[i] && character <= list[i + 2] : character == list[i])
            {
                return !isNegated;
            }

            i += isRange ? 2 : 0;
        }

        return isNegated;
    }
}
