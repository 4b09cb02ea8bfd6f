using System.Buffers.Binary;
using System.Collections.Immutable;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The days on which there are rows: reads go from one to the next instead of through the calendar.</summary>
internal sealed class DayTable(Database database)
{
    private const byte KeyMark = (byte)'d';

    private readonly HashSet<int> _added = [];
    private volatile ImmutableSortedSet<int> _days = [];
    private int _last = int.MinValue;

    /// <summary>The committed days, ascending.</summary>
    public ImmutableSortedSet<int> Days => _days;

    public void Load()
    {
        var days = ImmutableSortedSet.CreateBuilder<int>();
        using var cursor = database.NewCursor(database.Meta);
        for (var found = cursor.Seek([KeyMark]); found && cursor.Key[0] == KeyMark; found = cursor.Next())
        {
            days.Add(BinaryPrimitives.ReadInt32BigEndian(cursor.Key[1..]));
        }

        _days = days.ToImmutable();
    }

    public void Add(int day, WriteBatch batch)
    {
        if (day == _last)
        {
            return;
        }

        _last = day;
        if (!_days.Contains(day) && _added.Add(day))
        {
            Span<byte> key = stackalloc byte[1 + sizeof(int)];
            key[0] = KeyMark;
            BinaryPrimitives.WriteInt32BigEndian(key[1..], day);
            batch.Put(key, [], database.Meta);
        }
    }

    public void Publish()
    {
        if (_added.Count > 0)
        {
            _days = _days.Union(_added);
            _added.Clear();
        }
    }
}
