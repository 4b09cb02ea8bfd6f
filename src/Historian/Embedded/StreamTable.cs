using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using IndustrialGateway.Model;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Which sequences are stored of every stream; changed by the writer, seen by readers once committed.</summary>
internal sealed class StreamTable(Database database)
{
    private const byte KeyMark = (byte)'s';

    private readonly ConcurrentDictionary<StreamKey, StoredSequences> _committed = [];
    private readonly Dictionary<StreamKey, StoredSequences> _changed = [];

    public ICollection<StreamKey> Streams => _committed.Keys;

    public StoredSequences Committed(StreamKey stream) => _committed.GetValueOrDefault(stream, StoredSequences.None);

    /// <summary>The writer's view.</summary>
    public StoredSequences Current(StreamKey stream) => _changed.GetValueOrDefault(stream) ?? Committed(stream);

    public void Change(StreamKey stream, StoredSequences sequences) => _changed[stream] = sequences;

    public void Load()
    {
        using var cursor = database.NewCursor(database.Meta);
        for (var found = cursor.Seek([KeyMark]); found && cursor.Key[0] == KeyMark; found = cursor.Next())
        {
            _committed[ReadKey(cursor.Key)] = ReadValue(cursor.Value);
        }
    }

    public void Write(WriteBatch batch)
    {
        foreach (var (stream, sequences) in _changed)
        {
            batch.Put(WriteKey(stream), WriteValue(sequences), database.Meta);
        }
    }

    public void Publish()
    {
        foreach (var (stream, sequences) in _changed)
        {
            _committed[stream] = sequences;
        }

        _changed.Clear();
    }

    private static byte[] WriteKey(StreamKey stream)
    {
        var gateway = Encoding.UTF8.GetBytes(stream.Gateway);
        var key = new byte[2 + 16 + gateway.Length];
        key[0] = KeyMark;
        key[1] = stream.Log;
        BinaryPrimitives.WriteUInt128BigEndian(key.AsSpan(2), stream.Epoch);
        gateway.CopyTo(key, 18);
        return key;
    }

    private static StreamKey ReadKey(ReadOnlySpan<byte> key) =>
        new(Encoding.UTF8.GetString(key[18..]), BinaryPrimitives.ReadUInt128BigEndian(key[2..]), key[1]);

    private static byte[] WriteValue(StoredSequences sequences)
    {
        var value = new byte[sizeof(long) * (1 + (2 * sequences.Ranges.Length))];
        BinaryPrimitives.WriteInt64BigEndian(value, sequences.StoredBefore);
        for (var index = 0; index < sequences.Ranges.Length; index++)
        {
            var range = value.AsSpan(sizeof(long) * (1 + (2 * index)));
            BinaryPrimitives.WriteInt64BigEndian(range, sequences.Ranges[index].First);
            BinaryPrimitives.WriteInt64BigEndian(range[sizeof(long)..], sequences.Ranges[index].Count);
        }

        return value;
    }

    private static StoredSequences ReadValue(ReadOnlySpan<byte> value)
    {
        var ranges = ImmutableArray.CreateBuilder<SequenceRange>();
        for (var rest = value[sizeof(long)..]; !rest.IsEmpty; rest = rest[(2 * sizeof(long))..])
        {
            ranges.Add(new SequenceRange(
                BinaryPrimitives.ReadInt64BigEndian(rest), BinaryPrimitives.ReadInt64BigEndian(rest[sizeof(long)..])));
        }

        return new StoredSequences(BinaryPrimitives.ReadInt64BigEndian(value), ranges.ToImmutable());
    }
}
