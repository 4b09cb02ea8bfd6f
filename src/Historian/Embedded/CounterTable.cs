using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Counts in all and by gateway, stored with what they count; the total is under the empty name.</summary>
internal sealed class CounterTable(Database database)
{
    private const byte KeyMark = (byte)'c';
    private const string Total = "";

    private readonly ConcurrentDictionary<string, HistorianCounters> _committed = [];
    private readonly Dictionary<string, HistorianCounters> _changed = [];

    public HistorianCounters Committed(string? gateway) => _committed.GetValueOrDefault(gateway ?? Total);

    public void Load()
    {
        using var cursor = database.NewCursor(database.Meta);
        for (var found = cursor.Seek([KeyMark]); found && cursor.Key[0] == KeyMark; found = cursor.Next())
        {
            _committed[Encoding.UTF8.GetString(cursor.Key[1..])] = Read(cursor.Value);
        }
    }

    /// <summary>Adds to the gateway's counts and to the total.</summary>
    public void Add(string gateway, in HistorianCounters more)
    {
        AddTo(gateway, more);
        AddTo(Total, more);
    }

    public void Write(WriteBatch batch)
    {
        foreach (var (gateway, counters) in _changed)
        {
            byte[] key = [KeyMark, .. Encoding.UTF8.GetBytes(gateway)];
            batch.Put(key, Bytes(counters), database.Meta);
        }
    }

    public void Publish()
    {
        foreach (var (gateway, counters) in _changed)
        {
            _committed[gateway] = counters;
        }

        _changed.Clear();
    }

    private static byte[] Bytes(in HistorianCounters counters)
    {
        var value = new byte[6 * sizeof(long)];
        var position = 0;
        foreach (var count in (ReadOnlySpan<long>)
            [
                counters.StoredSamples, counters.DuplicateSamples, counters.StoredRecords, counters.DuplicateRecords,
                counters.LostSamples, counters.Gaps,
            ])
        {
            BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(position), count);
            position += sizeof(long);
        }

        return value;
    }

    private static HistorianCounters Read(ReadOnlySpan<byte> value)
    {
        Span<long> counts = stackalloc long[6];
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] = BinaryPrimitives.ReadInt64BigEndian(value[(index * sizeof(long))..]);
        }

        return new HistorianCounters(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    private void AddTo(string name, in HistorianCounters more)
    {
        var sum = _changed.TryGetValue(name, out var changed) ? changed : _committed.GetValueOrDefault(name);
        _changed[name] = new HistorianCounters(
            sum.StoredSamples + more.StoredSamples, sum.DuplicateSamples + more.DuplicateSamples,
            sum.StoredRecords + more.StoredRecords, sum.DuplicateRecords + more.DuplicateRecords,
            sum.LostSamples + more.LostSamples, sum.Gaps + more.Gaps);
    }
}
