using System.Text;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The callers' own entries, each caller in a space of its own: [space, UTF-8][0][key].</summary>
internal sealed class SideTable(Database database)
{
    public byte[]? Get(string space, ReadOnlySpan<byte> key) => database.Get(Key(space, key), database.Side);

    public List<KeyValuePair<byte[], byte[]>> Read(string space, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit)
    {
        var prefix = Key(space, []);
        var end = to.IsEmpty ? [] : Key(space, to);
        List<KeyValuePair<byte[], byte[]>> entries = [];
        using var cursor = database.NewCursor(database.Side);
        for (var found = cursor.Seek(Key(space, from));
            found && entries.Count < limit && cursor.Key.StartsWith(prefix) &&
            (end.Length == 0 || cursor.Key.SequenceCompareTo(end) < 0);
            found = cursor.Next())
        {
            entries.Add(new(cursor.Key[prefix.Length..].ToArray(), cursor.Value.ToArray()));
        }

        return entries;
    }

    public ISideEntries WriterInto(WriteBatch batch) => new Writer(database, batch);

    private static byte[] Key(string space, ReadOnlySpan<byte> key)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        if (space.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The name of a space has no NUL.", nameof(space));
        }

        return [.. Encoding.UTF8.GetBytes(space), 0, .. key];
    }

    private sealed class Writer(Database database, WriteBatch batch) : ISideEntries
    {
        public void Put(string space, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
            batch.Put(Key(space, key), value, database.Side);

        public void Remove(string space, ReadOnlySpan<byte> key) => batch.Delete(Key(space, key), database.Side);
    }
}
