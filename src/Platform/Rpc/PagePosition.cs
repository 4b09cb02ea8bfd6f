using System.Globalization;

namespace IndustrialGateway.Platform.Rpc;

/// <summary>A place among things in order of time, as a page token keeps it.</summary>
internal static class PagePosition
{
    /// <param name="ticks">100 ns since 1601; may be negative.</param>
    /// <param name="ordinal">Which of those at that time, from 0.</param>
    public static string Write(long ticks, long ordinal) => string.Create(CultureInfo.InvariantCulture, $"{ticks}:{ordinal}");

    /// <summary>Null = the beginning. Refuses what <see cref="Write"/> did not make.</summary>
    /// <param name="text">From a token.</param>
    /// <param name="last">The highest ordinal that there can be.</param>
    public static (long Ticks, long Ordinal)? Read(string text, long last)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var colon = text.IndexOf(':');
        return colon > 0
            && long.TryParse(text.AsSpan(0, colon), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ticks)
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            && ordinal <= last
            ? (ticks, ordinal)
            : throw RefusalException.InvalidField("page_token", "it does not belong to this question; begin without one");
    }
}
