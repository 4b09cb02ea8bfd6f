using IndustrialGateway.Model;

namespace IndustrialGateway.Historian;

/// <summary>Raw samples of one point in [from, to).</summary>
public sealed record HistoryQuery
{
    public required int Point { get; init; }

    /// <summary>100 ns ticks since 1601, inclusive.</summary>
    public long FromTicks { get; init; } = long.MinValue;

    /// <summary>Exclusive.</summary>
    public long ToTicks { get; init; } = long.MaxValue;

    /// <summary>Most samples of a page, 1 and up.</summary>
    public int Limit { get; init; } = 10_000;

    public bool Descending { get; init; }

    /// <summary>Where the page before said to go on.</summary>
    public HistoryPosition? Start { get; init; }
}

/// <summary>The place of one sample in the history of its point.</summary>
/// <param name="Ticks">Source time.</param>
/// <param name="Ordinal">Which of those at that time; one that comes late moves the later ones up.</param>
public readonly record struct HistoryPosition(long Ticks, uint Ordinal);

/// <summary>A page of samples. It may hold fewer than asked for, even none, and still have a next.</summary>
/// <param name="Samples">In the order asked for.</param>
/// <param name="Next">Where to go on; null = that was all.</param>
public sealed record HistoryPage(IReadOnlyList<Sample> Samples, HistoryPosition? Next);

/// <summary>Reads composed of pages.</summary>
public static class HistoryReads
{
    /// <summary>The last sample before an instant, which is the value in force at it; null = none.</summary>
    public static async ValueTask<Sample?> ReadLastBeforeAsync(
        this IHistorian historian, int point, long ticks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(historian);
        var query = new HistoryQuery { Point = point, ToTicks = ticks, Limit = 1, Descending = true };
        while (true)
        {
            var page = await historian.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            if (page.Samples.Count > 0)
            {
                return page.Samples[0];
            }

            if (page.Next is null)
            {
                return null;
            }

            query = query with { Start = page.Next };
        }
    }
}
