using IndustrialGateway.Model;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>
/// The historian inside the platform's process, on RocksDB: rows, the set of stored sequences, gaps and side entries go to disk in one
/// synced write batch.
/// </summary>
public sealed partial class EmbeddedHistorian : IHistorian
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Database _database;
    private readonly Tables _tables;
    private readonly CommitWriter _writer;
    private readonly RowReader _reader;
    private readonly ILogger<EmbeddedHistorian> _logger;
    private HistorianException? _failure;
    private bool _disposed;

    private EmbeddedHistorian(Database database, Tables tables, ILogger<EmbeddedHistorian> logger)
    {
        _database = database;
        _tables = tables;
        _writer = new CommitWriter(database, tables);
        _reader = new RowReader(database, tables);
        _logger = logger;
    }

    public IReadOnlyCollection<StreamKey> Streams => [.. _tables.Streams.Streams];

    public IReadOnlyCollection<int> Points => [.. _tables.Points.Points];

    /// <summary>Opens the folder, or makes it; reads again what a kill left in the write-ahead log.</summary>
    /// <exception cref="HistorianException">Open already, damaged or out of reach.</exception>
    public static EmbeddedHistorian Open(EmbeddedHistorianOptions options, ILogger<EmbeddedHistorian> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        var database = Database.Open(options);
        try
        {
            var tables = new Tables(database);
            tables.Load();
            var historian = new EmbeddedHistorian(database, tables, logger);
            historian.LogOpened(options.Folder, tables.Points.Points.Count, tables.Counters.Committed(null).StoredSamples);
            return historian;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public async ValueTask<CommitOutcome> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_failure is not null)
            {
                throw new HistorianException("The historian has failed before and must be opened anew.", _failure);
            }

            CheckRoom(batch);
            return await Task.Run(() => CommitOrFail(batch), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    public StoredSequences GetStored(StreamKey stream) => _tables.Streams.Committed(stream);

    public ValueTask<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var use = _database.Reading();
        return ValueTask.FromResult(_reader.Read(query, cancellationToken));
    }

    public ValueTask<GapPage> ReadGapPageAsync(
        long fromTicks, long toTicks, int limit, GapPosition? after, CancellationToken cancellationToken)
    {
        using var use = _database.Reading();
        return ValueTask.FromResult(_tables.Gaps.Read(fromTicks, toTicks, limit, after, cancellationToken));
    }

    public bool TryGetNewest(int point, out Sample sample)
    {
        sample = default;
        return _tables.Points.Find(point) is { } state && state.TryGet(out sample, out _, out _);
    }

    public HistorianCounters GetCounters(string? gateway = null) => _tables.Counters.Committed(gateway);

    public byte[]? GetEntry(string space, ReadOnlySpan<byte> key)
    {
        using var use = _database.Reading();
        return _tables.Side.Get(space, key);
    }

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> ReadEntries(
        string space, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit)
    {
        using var use = _database.Reading();
        return _tables.Side.Read(space, from, to, limit);
    }

    /// <summary>Waits for the running commit and for whoever is reading.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                _database.Dispose();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private CommitOutcome CommitOrFail(CommitBatch batch)
    {
        try
        {
            return _writer.Commit(batch);
        }
        catch (Exception failure)
        {
            _failure = failure as HistorianException ?? new HistorianException("A commit failed half-way.", failure);
            LogFailed(_failure);
            throw _failure;
        }
    }

    /// <summary>Before anything is changed: every record has valid sequences and room in its stream's set.</summary>
    private void CheckRoom(CommitBatch batch)
    {
        Dictionary<StreamKey, StoredSequences> after = [];
        foreach (var record in batch.Records)
        {
            var stored = after.TryGetValue(record.Stream, out var changed) ? changed : _tables.Streams.Committed(record.Stream);
            after[record.Stream] = stored.With(record.Sequence, record.Count) ?? throw new ArgumentException(
                $"Sequence {record.Sequence} would be an island more than the {StoredSequences.MaxRanges} allowed.", nameof(batch));
        }
    }

    [LoggerMessage(LogLevel.Information, "The historian in {Folder} is open: {Points} points, {Samples} samples")]
    private partial void LogOpened(string folder, int points, long samples);

    [LoggerMessage(LogLevel.Critical, "The historian failed and takes no more until it is opened anew")]
    private partial void LogFailed(HistorianException failure);
}
