using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The loss ledger: gaps by their first instant. How long the longest is bounds how far back a read has to look.</summary>
internal sealed class GapTable(Database database)
{
    private const ulong SignBit = 1UL << 63;

    private static readonly byte[] LongestKey = "g"u8.ToArray();

    private readonly Lock _lock = new();
    private long _nextSerial;
    private UInt128 _longest;
    private UInt128 _committedLongest;

    public void Load()
    {
        if (database.Get(LongestKey, database.Meta) is { } stored)
        {
            _longest = BinaryPrimitives.ReadUInt128BigEndian(stored);
            _nextSerial = BinaryPrimitives.ReadInt64BigEndian(stored.AsSpan(16));
        }

        Publish();
    }

    public void Add(StoredGap gap, WriteBatch batch)
    {
        Span<byte> key = stackalloc byte[sizeof(ulong) + sizeof(long)];
        BinaryPrimitives.WriteUInt64BigEndian(key, (ulong)gap.FromTicks ^ SignBit);
        BinaryPrimitives.WriteInt64BigEndian(key[sizeof(ulong)..], _nextSerial++);
        batch.Put(key, JsonSerializer.SerializeToUtf8Bytes(gap, GapJson.Default.StoredGap), database.Gaps);
        _longest = UInt128.Max(_longest, (UInt128)Int128.Max(0, (Int128)gap.ToTicks - gap.FromTicks));
        var longest = new byte[24];
        BinaryPrimitives.WriteUInt128BigEndian(longest, _longest);
        BinaryPrimitives.WriteInt64BigEndian(longest.AsSpan(16), _nextSerial);
        batch.Put(LongestKey, longest, database.Meta);
    }

    public void Publish()
    {
        lock (_lock)
        {
            _committedLongest = _longest;
        }
    }

    public List<StoredGap> Read(long fromTicks, long toTicks, int limit, CancellationToken cancellationToken)
    {
        UInt128 longest;
        lock (_lock)
        {
            longest = _committedLongest;
        }

        var first = (long)Int128.Max(long.MinValue, fromTicks - (Int128)longest);
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(key, (ulong)first ^ SignBit);
        List<StoredGap> gaps = [];
        using var cursor = database.NewCursor(database.Gaps);
        for (var found = cursor.Seek(key); found && gaps.Count < limit; found = cursor.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((long)(BinaryPrimitives.ReadUInt64BigEndian(cursor.Key) ^ SignBit) >= toTicks)
            {
                break;
            }

            var gap = JsonSerializer.Deserialize(cursor.Value, GapJson.Default.StoredGap);
            if (gap is not null && gap.ToTicks >= fromTicks)
            {
                gaps.Add(gap);
            }
        }

        return gaps;
    }
}

[JsonSerializable(typeof(StoredGap))]
internal sealed partial class GapJson : JsonSerializerContext;
