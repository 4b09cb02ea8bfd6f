using System.Buffers;
using System.Buffers.Binary;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>
/// Finds out whether a content is stored at an instant that has samples already, those of the running commit included, and where
/// it belongs among them. Few are compared one by one; from <see cref="FewRows"/> on an index by hash bounds the cost, however long
/// a machine's clock stands still.
/// </summary>
/// <param name="database">Where the instants of earlier commits are.</param>
/// <param name="rows">The rows of the running commit, one behind the other; emptied with <see cref="Clear"/>.</param>
internal sealed class InstantIndex(Database database, ArrayBufferWriter<byte> rows)
{
    private const uint FewRows = 8;

    private readonly Dictionary<(int Point, long Ticks), Instant> _instants = [];

    // Most instants have one row only: of these no more is kept than where it lies.
    private readonly Dictionary<(int Point, long Ticks), Range> _firsts = [];

    public void Clear()
    {
        _instants.Clear();
        _firsts.Clear();
    }

    /// <summary>Tells of the row that was written last: it was stored without asking, because its instant was new.</summary>
    public void AddFirst(int point, long ticks, int start) => _firsts[(point, ticks)] = start..rows.WrittenCount;

    /// <summary>
    /// The place of a row with a new content; null = it is stored already. It goes before those of records that have overtaken its own, as
    /// long as they are few: they move up by one.
    /// </summary>
    public Place? TryAdd(PointState state, int point, long ticks, ReadOnlySpan<byte> row, RecordPlace record, WriteBatch batch)
    {
        var content = RowValue.ContentOf(row);
        if (!_instants.TryGetValue((point, ticks), out var instant))
        {
            instant = _firsts.TryGetValue((point, ticks), out var first)
                ? new Instant { Count = 1, Few = { rows.WrittenSpan[first].ToArray() } }
                : state.IsAlone && ticks == state.Newest.SourceTicks ? NewestOf(state)
                : Load(point, ticks);
            _instants.Add((point, ticks), instant);
        }

        if (instant.Count <= FewRows)
        {
            if (Contains(instant.Few, row))
            {
                return null;
            }

            var ordinal = OrdinalOf(record, instant.Few);
            instant.Few.Insert(ordinal, row.ToArray());
            MoveUp(point, ticks, instant.Few, ordinal + 1, batch);
            if (++instant.Count > FewRows)
            {
                IndexAll(point, ticks, instant, batch);
            }

            return new Place((uint)ordinal, IsLast: ordinal == instant.Few.Count - 1);
        }

        return TryAddIndexed(point, ticks, instant, content, batch);
    }

    /// <summary>Up to where nothing is stored of the point from this instant on, this day; null when something is stored there.</summary>
    public long? FindEmpty(int point, long ticks)
    {
        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        var length = RowKey.Write(key, point, ticks, 0);
        using var cursor = database.NewCursor(database.Rows);
        if (!cursor.Seek(key[..length]) || !cursor.Key.StartsWith(key[..RowKey.PrefixLength]))
        {
            return RowKey.LastTicksOf(RowKey.DayOf(ticks));
        }

        var next = RowKey.PositionOf(cursor.Key).Ticks;
        return next == ticks ? null : next;
    }

    private static bool Contains(List<byte[]> few, ReadOnlySpan<byte> row)
    {
        foreach (var stored in few)
        {
            if (RowValue.AreSame(stored, row))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Before all that have overtaken it. A row that does not say where it stands was stored when nothing before it was missing: it comes
    /// before whatever comes now.
    /// </summary>
    private static int OrdinalOf(RecordPlace record, List<byte[]> few)
    {
        var ordinal = few.Count;
        while (ordinal > 0 && RowHead.Read(few[ordinal - 1]).Overtaking is { } other && other.IsAfter(record))
        {
            ordinal--;
        }

        return ordinal;
    }

    private void MoveUp(int point, long ticks, List<byte[]> few, int first, WriteBatch batch)
    {
        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        for (var ordinal = first; ordinal < few.Count; ordinal++)
        {
            batch.Put(key[..RowKey.Write(key, point, ticks, (uint)ordinal)], few[ordinal], database.Rows);
        }
    }

    /// <summary>The instant of the newest sample, which is alone there, as <see cref="Load"/> would find it.</summary>
    private static Instant NewestOf(PointState state)
    {
        var row = new ArrayBufferWriter<byte>();
        RowValue.Write(state.Newest, state.Overtaking, row);
        return new Instant { Count = 1, Few = { row.WrittenSpan.ToArray() } };
    }

    private Instant Load(int point, long ticks)
    {
        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        if (database.Get(key[..RowKey.Write(key, point, ticks, 0)], database.Rows) is not { } first)
        {
            return new Instant();
        }

        var instant = new Instant { Count = 1, Few = { first } };
        using var cursor = database.NewCursor(database.Rows);
        if (!cursor.SeekBack(key[..RowKey.Write(key, point, ticks, uint.MaxValue)]))
        {
            return instant;
        }

        instant.Count = RowKey.PositionOf(cursor.Key).Ordinal + 1;
        if (instant.Count <= FewRows)
        {
            for (var found = cursor.Seek(key[..RowKey.Write(key, point, ticks, 1)]);
                found && instant.Few.Count < instant.Count;
                found = cursor.Next())
            {
                instant.Few.Add(cursor.Value.ToArray());
            }
        }

        return instant;
    }

    private void IndexAll(int point, long ticks, Instant instant, WriteBatch batch)
    {
        for (var ordinal = 0; ordinal < instant.Few.Count; ordinal++)
        {
            var content = RowValue.ContentOf(instant.Few[ordinal]).ToArray();
            instant.Added.Add((uint)ordinal, content);
            AddToIndex(point, ticks, instant, RowValue.HashOf(content), (uint)ordinal, batch);
        }
    }

    private Place? TryAddIndexed(int point, long ticks, Instant instant, ReadOnlySpan<byte> content, WriteBatch batch)
    {
        var hash = RowValue.HashOf(content);
        foreach (var ordinal in Ordinals(point, ticks, instant, hash))
        {
            if (content.SequenceEqual(ContentAt(point, ticks, instant, ordinal)))
            {
                return null;
            }
        }

        var next = instant.Count++;
        instant.Added.Add(next, content.ToArray());
        AddToIndex(point, ticks, instant, hash, next, batch);
        return new Place(next, IsLast: true);
    }

    private uint[] Ordinals(int point, long ticks, Instant instant, ulong hash)
    {
        if (!instant.Hashes.TryGetValue(hash, out var ordinals))
        {
            Span<byte> key = stackalloc byte[RowKey.MaxLength];
            var stored = database.Get(key[..RowKey.WriteIndex(key, point, ticks, hash)], database.Instants) ?? [];
            ordinals = new uint[stored.Length / sizeof(uint)];
            for (var index = 0; index < ordinals.Length; index++)
            {
                ordinals[index] = BinaryPrimitives.ReadUInt32BigEndian(stored.AsSpan(index * sizeof(uint)));
            }

            instant.Hashes.Add(hash, ordinals);
        }

        return ordinals;
    }

    private ReadOnlySpan<byte> ContentAt(int point, long ticks, Instant instant, uint ordinal)
    {
        if (instant.Added.TryGetValue(ordinal, out var added))
        {
            return added;
        }

        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        return database.Get(key[..RowKey.Write(key, point, ticks, ordinal)], database.Rows) is { } row
            ? RowValue.ContentOf(row)
            : default;
    }

    private void AddToIndex(int point, long ticks, Instant instant, ulong hash, uint ordinal, WriteBatch batch)
    {
        uint[] ordinals = [.. Ordinals(point, ticks, instant, hash), ordinal];
        instant.Hashes[hash] = ordinals;
        var value = new byte[ordinals.Length * sizeof(uint)];
        for (var index = 0; index < ordinals.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(index * sizeof(uint)), ordinals[index]);
        }

        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        batch.Put(key[..RowKey.WriteIndex(key, point, ticks, hash)], value, database.Instants);
    }

    /// <summary>Where a row goes.</summary>
    /// <param name="Ordinal">Which of the rows at its instant it is.</param>
    /// <param name="IsLast">True when no other comes after it.</param>
    internal readonly record struct Place(uint Ordinal, bool IsLast);

    /// <summary>What is known of one instant, the running commit included.</summary>
    private sealed class Instant
    {
        public uint Count { get; set; }

        /// <summary>All rows in order, while they are few.</summary>
        public List<byte[]> Few { get; } = [];

        /// <summary>Contents by ordinal that this commit has added to the index.</summary>
        public Dictionary<uint, byte[]> Added => field ??= [];

        public Dictionary<ulong, uint[]> Hashes => field ??= [];
    }
}
