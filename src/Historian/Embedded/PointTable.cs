using System.Buffers.Binary;
using System.Collections.Concurrent;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The state of every point; what is kept of it on disk is only the first and last day, so that opening needs one look per point.</summary>
internal sealed class PointTable(Database database)
{
    private readonly ConcurrentDictionary<int, PointState> _states = [];
    private readonly List<PointState> _touched = [];

    public ICollection<int> Points => _states.Keys;

    public PointState? Find(int point) => _states.GetValueOrDefault(point);

    public void Load()
    {
        using var points = database.NewCursor(database.Points);
        using var rows = database.NewCursor(database.Rows);
        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        for (var found = points.Seek([]); found; found = points.Next())
        {
            var point = BinaryPrimitives.ReadInt32BigEndian(points.Key);
            var firstDay = BinaryPrimitives.ReadInt32BigEndian(points.Value);
            var lastDay = BinaryPrimitives.ReadInt32BigEndian(points.Value[sizeof(int)..]);
            var length = RowKey.Write(key, point, RowKey.LastTicksOf(lastDay), uint.MaxValue);
            if (!rows.SeekBack(key[..length]) || !rows.Key.StartsWith(key[..RowKey.PrefixLength]))
            {
                throw new HistorianException($"Point {point} has no row on the day that its entry names; the files are damaged.");
            }

            var position = RowKey.PositionOf(rows.Key);
            var state = new PointState();
            state.Restore(RowValue.Read(point, position.Ticks, rows.Value), firstDay, lastDay);
            _states[point] = state;
        }
    }

    /// <summary>The writer's state of a point; what it changes is published with the commit.</summary>
    public PointState Touch(int point)
    {
        if (!_states.TryGetValue(point, out var state))
        {
            _states[point] = state = new PointState();
        }

        if (!state.IsTouched)
        {
            state.IsTouched = true;
            _touched.Add(state);
        }

        return state;
    }

    public void WriteDays(int point, PointState state, WriteBatch batch)
    {
        Span<byte> key = stackalloc byte[sizeof(int)];
        Span<byte> value = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(key, point);
        BinaryPrimitives.WriteInt32BigEndian(value, state.FirstDay);
        BinaryPrimitives.WriteInt32BigEndian(value[sizeof(int)..], state.LastDay);
        batch.Put(key, value, database.Points);
    }

    public void Publish()
    {
        foreach (var state in _touched)
        {
            state.Publish();
        }

        _touched.Clear();
    }
}
