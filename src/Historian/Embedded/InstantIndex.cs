using System.Buffers.Binary;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>
/// Finds out whether a content is stored at an instant that has samples already, those of the running commit included. Few are
/// compared one by one; from <see cref="FewRows"/> on an index by hash bounds the cost, however long a machine's clock stands still.
/// </summary>
internal sealed class InstantIndex(Database database)
{
    private const uint FewRows = 8;

    private readonly Dictionary<(int Point, long Ticks), Instant> _instants = [];

    public bool IsEmpty => _instants.Count == 0;

    public void Clear() => _instants.Clear();

    /// <summary>Tells of a row of this commit that was stored without asking, because its instant was new.</summary>
    public void AddFirst(int point, long ticks, byte[] content) =>
        _instants[(point, ticks)] = new Instant { Count = 1, Few = { content } };

    /// <summary>The ordinal for a new content; null = it is stored already.</summary>
    public uint? TryAdd(int point, long ticks, ReadOnlySpan<byte> content, WriteBatch batch)
    {
        if (!_instants.TryGetValue((point, ticks), out var instant))
        {
            instant = Load(point, ticks);
            _instants.Add((point, ticks), instant);
        }

        if (instant.Count <= FewRows)
        {
            if (Contains(instant.Few, content))
            {
                return null;
            }

            instant.Few.Add(content.ToArray());
            if (++instant.Count > FewRows)
            {
                IndexAll(point, ticks, instant, batch);
            }

            return instant.Count - 1;
        }

        return TryAddIndexed(point, ticks, instant, content, batch);
    }

    private static bool Contains(List<byte[]> contents, ReadOnlySpan<byte> content)
    {
        foreach (var stored in contents)
        {
            if (content.SequenceEqual(stored))
            {
                return true;
            }
        }

        return false;
    }

    private Instant Load(int point, long ticks)
    {
        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        if (database.Get(key[..RowKey.Write(key, point, ticks, 0)], database.Rows) is not { } first)
        {
            return new Instant();
        }

        var instant = new Instant { Count = 1, Few = { RowValue.ContentOf(first).ToArray() } };
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
                instant.Few.Add(RowValue.ContentOf(cursor.Value).ToArray());
            }
        }

        return instant;
    }

    private void IndexAll(int point, long ticks, Instant instant, WriteBatch batch)
    {
        for (var ordinal = 0; ordinal < instant.Few.Count; ordinal++)
        {
            var content = instant.Few[ordinal];
            instant.Added.Add((uint)ordinal, content);
            AddToIndex(point, ticks, instant, RowValue.HashOf(content), (uint)ordinal, batch);
        }
    }

    private uint? TryAddIndexed(int point, long ticks, Instant instant, ReadOnlySpan<byte> content, WriteBatch batch)
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
        return next;
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

    /// <summary>What is known of one instant, the running commit included.</summary>
    private sealed class Instant
    {
        public uint Count { get; set; }

        /// <summary>All contents in order, while they are few.</summary>
        public List<byte[]> Few { get; } = [];

        /// <summary>Contents by ordinal that this commit has added to the index.</summary>
        public Dictionary<uint, byte[]> Added { get; } = [];

        public Dictionary<ulong, uint[]> Hashes { get; } = [];
    }
}
