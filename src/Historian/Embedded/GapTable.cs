using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The loss ledger: gaps by their first instant. How long the longest is bounds how far back a read has to look.</summary>
internal sealed class GapTable(Database database)
{
    private const ulong SignBit = 1UL << 63;
    private const int KeyBytes = sizeof(ulong) + sizeof(long);

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
        Span<byte> key = stackalloc byte[KeyBytes];
        WriteKey(key, new GapPosition(gap.FromTicks, _nextSerial++));
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

    /// <summary>Gaps that touch [from, to), in order of their beginning, after a place if one is given.</summary>
    public GapPage Read(
        long fromTicks, long toTicks, int limit, GapPosition? after, CancellationToken cancellationToken)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        WriteKey(key, Earliest(fromTicks, after));
        List<StoredGap> gaps = [];
        using var cursor = database.NewCursor(database.Gaps);
        for (var found = cursor.Seek(key); found; found = cursor.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = ReadKey(cursor.Key);
            if (place.FromTicks >= toTicks)
            {
                break;
            }

            if (place == after
                || JsonSerializer.Deserialize(cursor.Value, GapJson.Default.StoredGap) is not { } gap
                || gap.ToTicks < fromTicks)
            {
                continue;
            }

            gaps.Add(gap);
            if (gaps.Count == limit)
            {
                return new GapPage(gaps, place);
            }
        }

        return new GapPage(gaps, null);
    }

    /// <summary>Where a gap that touches <paramref name="fromTicks"/> can stand at the earliest.</summary>
    private GapPosition Earliest(long fromTicks, GapPosition? after)
    {
        if (after is { } place)
        {
            return place;
        }

        lock (_lock)
        {
            return new GapPosition((long)Int128.Max(long.MinValue, fromTicks - (Int128)_committedLongest), 0);
        }
    }

    private static void WriteKey(Span<byte> key, GapPosition place)
    {
        BinaryPrimitives.WriteUInt64BigEndian(key, (ulong)place.FromTicks ^ SignBit);
        BinaryPrimitives.WriteInt64BigEndian(key[sizeof(ulong)..], place.Serial);
    }

    private static GapPosition ReadKey(ReadOnlySpan<byte> key) => new(
        (long)(BinaryPrimitives.ReadUInt64BigEndian(key) ^ SignBit),
        BinaryPrimitives.ReadInt64BigEndian(key[sizeof(ulong)..]));
}

[JsonSerializable(typeof(StoredGap))]
internal sealed partial class GapJson : JsonSerializerContext;
