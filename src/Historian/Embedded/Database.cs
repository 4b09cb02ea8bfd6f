using System.Runtime.InteropServices;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>The RocksDB files: opened by one process, written in synced batches; its errors are <see cref="HistorianException"/>.</summary>
internal sealed class Database : IDisposable
{
    private const int BlockBytes = 16 * 1024;
    private const int BloomBitsPerKey = 10;
    private const int WriteBuffers = 3;

    /// <summary>Of 64 MiB each; what is more is closed and opened again, so that neither memory nor descriptors grow with the history.</summary>
    private const int MaxOpenFiles = 1_024;

    private readonly ReaderWriterLockSlim _closing = new(LockRecursionPolicy.SupportsRecursion);
    private readonly RocksDb _db;
    private bool _closed;
    private readonly WriteOptions _synced = new WriteOptions().SetSync(true);
    private readonly ReadOptions _reading = new ReadOptions().SetVerifyChecksums(true);

    private Database(RocksDb db)
    {
        _db = db;
        Rows = db.GetColumnFamily("rows");
        Instants = db.GetColumnFamily("instants");
        Points = db.GetColumnFamily("points");
        Gaps = db.GetColumnFamily("gaps");
        Meta = db.GetColumnFamily("meta");
        Side = db.GetColumnFamily("side");
    }

    /// <summary><see cref="RowKey"/> → <see cref="RowValue"/>.</summary>
    public ColumnFamilyHandle Rows { get; }

    /// <summary>Instants with many values: content hash → ordinals.</summary>
    public ColumnFamilyHandle Instants { get; }

    public ColumnFamilyHandle Points { get; }

    public ColumnFamilyHandle Gaps { get; }

    public ColumnFamilyHandle Meta { get; }

    /// <summary>The callers' own entries.</summary>
    public ColumnFamilyHandle Side { get; }

    public static Database Open(EmbeddedHistorianOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Folder);
            return new Database(RocksDb.Open(DatabaseOptions(options), options.Folder, Families(options)));
        }
        catch (Exception failure) when (failure is RocksDbSharpException or IOException or UnauthorizedAccessException)
        {
            var locked = failure.Message.Contains("lock", StringComparison.OrdinalIgnoreCase);
            throw new HistorianException(
                locked
                    ? $"The historian in {options.Folder} is open already, by this process or another; only one may have it."
                    : $"The historian in {options.Folder} cannot be opened: {failure.Message}",
                failure);
        }
    }

    /// <summary>Keeps the files open while the answer is not disposed of, on this thread.</summary>
    /// <exception cref="ObjectDisposedException">They are closed.</exception>
    public Use Reading()
    {
        _closing.EnterReadLock();
        if (!_closed)
        {
            return new Use(_closing);
        }

        _closing.ExitReadLock();
        throw new ObjectDisposedException(nameof(EmbeddedHistorian));
    }

    public byte[]? Get(ReadOnlySpan<byte> key, ColumnFamilyHandle family)
    {
        try
        {
            return _db.Get(key, family, _reading);
        }
        catch (RocksDbSharpException failure)
        {
            throw Unreadable(failure);
        }
    }

    public Cursor NewCursor(ColumnFamilyHandle family) => new(_db.NewIterator(family, _reading));

    /// <summary>All of the batch or nothing, on the disk when this returns.</summary>
    public void Write(WriteBatch batch)
    {
        try
        {
            _db.Write(batch, _synced);
        }
        catch (RocksDbSharpException failure)
        {
            throw new HistorianException($"The historian in {_db.Path} cannot store: {failure.Message}", failure);
        }
    }

    /// <summary>Waits for whoever is reading.</summary>
    public void Dispose()
    {
        _closing.EnterWriteLock();
        try
        {
            if (!_closed)
            {
                _closed = true;
                _db.Dispose();
            }
        }
        finally
        {
            _closing.ExitWriteLock();
        }
    }

    internal static HistorianException Unreadable(Exception failure) =>
        new($"The historian cannot read its files: {failure.Message}", failure);

    private static DbOptions DatabaseOptions(EmbeddedHistorianOptions options) => new DbOptions()
        .SetCreateIfMissing(true)
        .SetCreateMissingColumnFamilies(true)
        .SetMaxTotalWalSize((ulong)options.MaxWalBytes)
        .SetKeepLogFileNum(4)
        .SetMaxOpenFiles(MaxOpenFiles)
        .SetAllowConcurrentMemtableWrite(false) // There is one writer, and only without it are the hints below used.
        .SetBytesPerSync(1024 * 1024);

    private static ColumnFamilies Families(EmbeddedHistorianOptions options)
    {
        var cache = Cache.CreateLru((ulong)options.CacheBytes);
        var small = Family(cache, (ulong)Math.Min(options.WriteBufferBytes, 4 * 1024 * 1024));
        return new ColumnFamilies(small)
        {
            { "rows", WithHints(Family(cache, (ulong)options.WriteBufferBytes)) },
            { "instants", small },
            { "points", small },
            { "gaps", small },
            { "meta", small },
            { "side", small },
        };
    }

    private static ColumnFamilyOptions Family(Cache cache, ulong writeBufferBytes)
    {
        var table = new BlockBasedTableOptions()
            .SetBlockSize(BlockBytes)
            .SetBlockCache(cache)
            .SetFilterPolicy(BloomFilterPolicy.Create(BloomBitsPerKey, false))
            .SetCacheIndexAndFilterBlocks(true)
            .SetPinL0FilterAndIndexBlocksInCache(true)
            .SetIndexType(BlockBasedTableIndexType.TwoLevelIndex)
            .SetFormatVersion(5);

        // A file's filter in one piece is megabytes: with more of them than the cache holds each look would read one.
        Native.Instance.rocksdb_block_based_options_set_partition_filters(table.Handle, 1);
        return new ColumnFamilyOptions()
            .SetCompression(Compression.Lz4)
            .SetWriteBufferSize(writeBufferBytes)
            .SetMaxWriteBufferNumber(WriteBuffers)
            .SetLevelCompactionDynamicLevelBytes(true)
            .SetBlockBasedTableFactory(table);
    }

    /// <summary>
    /// A row's place in memory is looked for from that of the row before it on its day: what comes together lies mostly close together.
    /// One hint a point would be no faster, and takes a write buffer's room, 200 bytes for each.
    /// </summary>
    private static ColumnFamilyOptions WithHints(ColumnFamilyOptions family)
    {
        var hinted = new ColumnFamilyOptions();
        var text = Marshal.StringToCoTaskMemUTF8($"memtable_insert_with_hint_prefix_extractor=rocksdb.FixedPrefix.{RowKey.DayLength}");
        try
        {
            Native.Instance.rocksdb_get_options_from_string(family.Handle, text, hinted.Handle);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }

        return hinted;
    }
}

/// <summary>One reader's hold on the open files.</summary>
internal readonly ref struct Use(ReaderWriterLockSlim closing)
{
    public void Dispose() => closing.ExitReadLock();
}

/// <summary>A walk over one family's entries as they were when it began.</summary>
internal sealed class Cursor(Iterator iterator) : IDisposable
{
    /// <summary>Valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => iterator.GetKeySpan();

    /// <summary>Valid until the next move.</summary>
    public ReadOnlySpan<byte> Value => iterator.GetValueSpan();

    /// <summary>To the first entry at or after the key; false when there is none.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        iterator.Seek(key);
        return IsValid();
    }

    /// <summary>To the last entry at or before the key; false when there is none.</summary>
    public bool SeekBack(ReadOnlySpan<byte> key)
    {
        iterator.SeekForPrev(key);
        return IsValid();
    }

    public bool Next()
    {
        iterator.Next();
        return IsValid();
    }

    public bool Previous()
    {
        iterator.Prev();
        return IsValid();
    }

    public void Dispose() => iterator.Dispose();

    private bool IsValid()
    {
        if (iterator.Valid())
        {
            return true;
        }

        Native.Instance.rocksdb_iter_get_error(iterator.Handle, out IntPtr error);
        return error == IntPtr.Zero ? false : throw Database.Unreadable(new RocksDbException(error));
    }
}
