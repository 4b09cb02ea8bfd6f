using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Reads one page of a point's rows, day by day, in either direction.</summary>
internal sealed class RowReader(Database database, Tables tables)
{
    /// <summary>A page ends after so many days without enough rows: a reader may go on, but it cannot hold the historian up.</summary>
    private const int MaxDays = 4096;

    public HistoryPage Read(HistoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var from = query is { Descending: false, Start: { } start } ? Max(start, First(query.FromTicks)) : First(query.FromTicks);
        var to = query is { Descending: true, Start: { } end } ? end with { Ordinal = end.Ordinal } : Before(query.ToTicks);
        to = to.Ticks >= query.ToTicks ? Before(query.ToTicks) : to;
        if (query.FromTicks >= query.ToTicks || Compare(from, to) > 0 ||
            tables.Points.Find(query.Point) is not { } state || !state.TryGet(out _, out var firstDay, out var lastDay))
        {
            return new HistoryPage([], null);
        }

        firstDay = Math.Max(firstDay, RowKey.DayOf(from.Ticks));
        lastDay = Math.Min(lastDay, RowKey.DayOf(to.Ticks));
        var page = new Page(database, query, from, to, cancellationToken);
        return page.Read(Days(firstDay, lastDay, query.Descending));
    }

    private static HistoryPosition First(long ticks) => new(ticks, 0);

    private static HistoryPosition Before(long ticks) => new(Math.Max(long.MinValue + 1, ticks) - 1, uint.MaxValue);

    private static HistoryPosition Max(HistoryPosition left, HistoryPosition right) => Compare(left, right) >= 0 ? left : right;

    private static int Compare(HistoryPosition left, HistoryPosition right) =>
        left.Ticks != right.Ticks ? left.Ticks.CompareTo(right.Ticks) : left.Ordinal.CompareTo(right.Ordinal);

    private IEnumerable<int> Days(int firstDay, int lastDay, bool descending)
    {
        var days = tables.Days.Days;
        var index = days.IndexOf(descending ? lastDay : firstDay);
        index = index >= 0 ? index : descending ? ~index - 1 : ~index;
        for (; index >= 0 && index < days.Count; index += descending ? -1 : 1)
        {
            if (days[index] < firstDay || days[index] > lastDay)
            {
                yield break;
            }

            yield return days[index];
        }
    }

    /// <summary>The walk that fills one page.</summary>
    private sealed class Page(
        Database database, HistoryQuery query, HistoryPosition from, HistoryPosition to, CancellationToken cancellationToken)
    {
        private readonly List<Sample> _samples = [];
        private readonly byte[] _key = new byte[RowKey.MaxLength];

        public HistoryPage Read(IEnumerable<int> days)
        {
            using var cursor = database.NewCursor(database.Rows);
            var count = 0;
            foreach (var day in days)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++count > MaxDays)
                {
                    return new HistoryPage(_samples, StartOf(day));
                }

                if (ReadDay(cursor, day) is { } next)
                {
                    return new HistoryPage(_samples, next);
                }
            }

            return new HistoryPage(_samples, null);
        }

        private HistoryPosition StartOf(int day) => query.Descending
            ? new HistoryPosition(RowKey.LastTicksOf(day), uint.MaxValue)
            : new HistoryPosition(RowKey.FirstTicksOf(day), 0);

        /// <summary>Adds the day's rows; the first that no longer fits on the page, or null.</summary>
        private HistoryPosition? ReadDay(Cursor cursor, int day)
        {
            var start = StartOf(day);
            start = query.Descending
                ? Compare(start, to) < 0 ? start : to
                : Compare(start, from) > 0 ? start : from;
            var key = _key.AsSpan(0, RowKey.Write(_key, query.Point, start.Ticks, start.Ordinal));
            var prefix = _key.AsSpan(0, RowKey.PrefixLength);
            for (var found = query.Descending ? cursor.SeekBack(key) : cursor.Seek(key);
                found && cursor.Key.StartsWith(prefix);
                found = query.Descending ? cursor.Previous() : cursor.Next())
            {
                var position = RowKey.PositionOf(cursor.Key);
                if (Compare(position, from) < 0 || Compare(position, to) > 0)
                {
                    return null;
                }

                if (_samples.Count == query.Limit)
                {
                    return position;
                }

                _samples.Add(RowValue.Read(query.Point, position.Ticks, cursor.Value));
            }

            return null;
        }
    }
}
