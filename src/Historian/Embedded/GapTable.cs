using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The loss ledger: gaps by their first instant. How long the longest is bounds how far back a read has to look.</summary>
internal sealed class GapTable(Database database)
{
    private const ulong SignBit = 1UL << 63;

    /// <summary>Entries looked at for one page.</summary>
    private const int MaxLookedAt = 1_000;

    private const int KeyBytes = sizeof(ulong) + sizeof(long);

    private static readonly byte[] LongestKey = "g"u8.ToArray();

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (GapPosition Place, StoredGap Gap)> _named = new(StringComparer.Ordinal);
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

    /// <summary>Stores a gap, or what this says more of one that is stored; null = all of it is known.</summary>
    public GapChange? Add(int record, StoredGap gap, WriteBatch batch)
    {
        if (gap.Id == 0)
        {
            Put(new GapPosition(gap.FromTicks, _nextSerial++), gap, batch);
            return new GapChange(record, gap, Before: null);
        }

        var name = NameOf(gap);
        var found = Find(name);
        var place = found?.Place ?? new GapPosition(gap.FromTicks, _nextSerial++);
        var after = found?.Gap.With(gap) ?? gap;
        if (after == found?.Gap)
        {
            return null;
        }

        Put(place, after, batch);
        WriteName(name, place, batch);
        _named[name] = (place, after);
        return new GapChange(record, after, found?.Gap);
    }

    private void Put(GapPosition place, StoredGap gap, WriteBatch batch)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        WriteKey(key, place);
        batch.Put(key, JsonSerializer.SerializeToUtf8Bytes(gap, GapJson.Default.StoredGap), database.Gaps);
        _longest = UInt128.Max(_longest, (UInt128)Int128.Max(0, (Int128)gap.ToTicks - gap.FromTicks));
        var longest = new byte[24];
        BinaryPrimitives.WriteUInt128BigEndian(longest, _longest);
        BinaryPrimitives.WriteInt64BigEndian(longest.AsSpan(16), _nextSerial);
        batch.Put(LongestKey, longest, database.Meta);
    }

    /// <summary>Of the gaps with a number, those of the running commit come from memory.</summary>
    private (GapPosition Place, StoredGap Gap)? Find(string name)
    {
        if (_named.TryGetValue(name, out var added))
        {
            return added;
        }

        if (database.Get(Encoding.UTF8.GetBytes(name), database.Meta) is not { } key)
        {
            return null;
        }

        return database.Get(key, database.Gaps) is { } stored
            && JsonSerializer.Deserialize(stored, GapJson.Default.StoredGap) is { } gap
            ? (ReadKey(key), gap)
            : null;
    }

    private void WriteName(string name, GapPosition place, WriteBatch batch)
    {
        var key = new byte[KeyBytes];
        WriteKey(key, place);
        batch.Put(Encoding.UTF8.GetBytes(name), key, database.Meta);
    }

    private static string NameOf(StoredGap gap) =>
        string.Create(CultureInfo.InvariantCulture, $"n{gap.Id:x16}{gap.Gateway}");

    public void Publish()
    {
        _named.Clear();
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
        var lookedAt = 0;
        using var cursor = database.NewCursor(database.Gaps);
        for (var found = cursor.Seek(key); found; found = cursor.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = ReadKey(cursor.Key);
            if (place.FromTicks >= toTicks)
            {
                break;
            }

            if (place == after)
            {
                continue;
            }

            lookedAt++;
            if (JsonSerializer.Deserialize(cursor.Value, GapJson.Default.StoredGap) is { } gap && gap.ToTicks >= fromTicks)
            {
                gaps.Add(gap);
            }

            if (gaps.Count == limit || lookedAt == MaxLookedAt)
            {
                return new GapPage(gaps, place, lookedAt);
            }
        }

        return new GapPage(gaps, Last: null, lookedAt);
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
