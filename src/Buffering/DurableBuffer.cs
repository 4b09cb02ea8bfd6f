using System.Runtime.CompilerServices;
using IndustrialGateway.Buffering.Disk;
using IndustrialGateway.Buffering.Log;
using IndustrialGateway.Buffering.Writing;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Buffering;

/// <summary>
/// A log of opaque records on the local disk: in order, durable by natural group commit, bounded in bytes, and honest
/// about every record that it could not keep. All members may be called from any thread.
/// </summary>
public sealed class DurableBuffer : IAsyncDisposable
{
    private readonly DurableBufferOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _lock;
    private readonly SegmentList _segments;
    private readonly Ledger _ledger;
    private readonly CursorFile _cursor;
    private readonly Inlet _inlet;
    private readonly Reclaim _reclaim;
    private readonly SegmentWriter _writer;
    private readonly Flusher _flusher;
    private int _disposed;

    private DurableBuffer(DurableBufferOptions options, IDisposable @lock, Recovery.Result found, BufferHost host, ILogger logger)
    {
        (_options, _time, _lock) = (options, host.Time, @lock);
        (Opened, Noted) = (_time.GetUtcNow().UtcTicks, found.Newest.Found);
        (_segments, _cursor) = (found.Segments, found.Cursor);
        Epoch = found.State.Epoch;
        _ledger = new Ledger(found.State);
        _inlet = new Inlet(options.MaxUnsyncedBytes, found.Next);
        var lived = new LivedTime(_time, found.State.Lived);
        _reclaim = new Reclaim(found.Files, _segments, _ledger, _cursor, lived, options);
        _writer = new SegmentWriter(
            found.Files, _segments, found.Newest, _ledger, _reclaim, lived, found.Next, Epoch, options.SegmentBytes);
        _flusher = new Flusher(_inlet, _writer, _reclaim, host, logger);
        _flusher.Start();
    }

    /// <summary>128 random bits made with the buffer. A record is (epoch, sequence), for ever.</summary>
    public UInt128 Epoch { get; }

    /// <summary>The oldest sequence that is still on disk; <see cref="NextSequence"/> when there is none.</summary>
    public long OldestSequence => _segments.Snapshot is [var oldest, ..] ? oldest.BaseSequence : DurableBefore;

    /// <summary>The sequence that the next record gets. The first is 1.</summary>
    public long NextSequence => _inlet.Next.Sequence;

    /// <summary>All sequences below are durable.</summary>
    public long DurableBefore => _writer.Durable.Value;

    /// <summary>All sequences below were acknowledged.</summary>
    public long AcknowledgedBefore => _ledger.Acknowledged.Sequence;

    /// <summary>What happens when there is no room.</summary>
    public WhenFull WhenFull => _options.WhenFull;

    /// <summary>Whether there is a segment that <see cref="Shed"/> could give back.</summary>
    public bool HasMoreThanNewest => _segments.Snapshot is [{ IsFinal: true }, _, ..];

    /// <summary>Figures of this moment; each is right, together they may be a record apart.</summary>
    public BufferStatistics Statistics
    {
        get
        {
            var next = _inlet.Next;
            var (account, gone) = (_ledger.Account(next), _ledger.GoneBefore);
            var oldest = _segments.Find(Math.Max(gone.Sequence, OldestSequence));
            var lost = account.Lost;
            return new BufferStatistics
            {
                Bytes = _segments.Bytes,
                PendingBytes = PendingBytes(account.Pending, next),
                MaxBytes = _options.MaxBytes,
                Records = account.Pending.Records,
                Samples = account.Pending.Samples,
                AcknowledgedRecords = account.Acknowledged.Records,
                AcknowledgedSamples = account.Acknowledged.Samples,
                TakenSamples = next.Samples,
                UnsyncedBytes = _inlet.Unsynced,
                OldestAppendTime = oldest is null || gone.Sequence >= next.Sequence
                    ? null
                    : new DateTimeOffset(oldest.Header.Created, TimeSpan.Zero),
                EvictedRecords = lost.Evicted.Records,
                EvictedSamples = lost.Evicted.Samples,
                ExpiredRecords = lost.Expired.Records,
                ExpiredSamples = lost.Expired.Samples,
                ShedRecords = lost.Shed.Records,
                ShedSamples = lost.Shed.Samples,
                DamagedRecords = lost.Damaged.Records,
                DamagedSamples = lost.Damaged.Samples,
                UnfinishedRecords = lost.Unfinished.Records,
                UnfinishedSamples = lost.Unfinished.Samples,
                Syncs = _writer.Syncs,
                SyncErrors = _flusher.Errors,
                Stalled = _flusher.Stalled,
                IsFull = _flusher.IsFull,
            };
        }
    }

    /// <summary>When it was opened, ticks: what is missing from earlier runs was appended before.</summary>
    internal long Opened { get; }

    /// <summary>What tells of segments that were gone then.</summary>
    internal NewestFile.Note Noted { get; }

    internal bool IsClosed => Volatile.Read(ref _disposed) != 0;

    internal Ledger Ledger => _ledger;

    internal SegmentList Segments => _segments;

    internal Watermark Durable => _writer.Durable;

    /// <summary>Opens the buffer of a folder, or makes it, and puts right what a crash left.</summary>
    /// <exception cref="BufferLockedException">It is open elsewhere.</exception>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static DurableBuffer Open(DurableBufferOptions options, TimeProvider time, ILogger<DurableBuffer> logger) =>
        Open(options, new BufferHost { Time = time }, logger);

    /// <summary>The same on a host that need not be this one.</summary>
    /// <inheritdoc cref="Open(DurableBufferOptions, TimeProvider, ILogger{DurableBuffer})"/>
    public static DurableBuffer Open(DurableBufferOptions options, BufferHost host, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(host);
        options = DurableBufferOptions.Checked(options);
        host.Disk.CreateFolder(options.Folder);
        var held = host.Disk.TryLock(Path.Combine(options.Folder, "lock")) ?? throw new BufferLockedException(options.Folder);
        try
        {
            return new DurableBuffer(options, held, new Recovery(host.Disk, options, host.Time, logger).Run(), host, logger);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    internal static DurableBuffer Open(DurableBufferOptions options, IDisk disk, TimeProvider time, ILogger logger) =>
        Open(options, new BufferHost { Disk = disk, Time = time }, logger);

    /// <summary>
    /// Takes a record into the order and returns its sequence. It is not durable yet: <see cref="WaitDurableAsync"/> tells.
    /// Waits while <see cref="DurableBufferOptions.MaxUnsyncedBytes"/> wait for the disk. The bytes are copied.
    /// </summary>
    /// <exception cref="ArgumentException">The record is empty or larger than <see cref="DurableBufferOptions.MaxRecordBytes"/>.</exception>
    public ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, int sampleCount, CancellationToken cancellationToken)
    {
        if (record.Length == 0 || record.Length > _options.MaxRecordBytes)
        {
            throw new ArgumentException(
                $"A record of {record.Length} bytes is outside 1..{_options.MaxRecordBytes}.", nameof(record));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(sampleCount);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<long>(cancellationToken);
        }

        if (_inlet.TryAppend(record.Span, sampleCount, _time.GetUtcNow().UtcTicks, out var sequence, out _))
        {
            _flusher.Wake();
            return ValueTask.FromResult(sequence);
        }

        return AppendWhenRoomAsync(record, sampleCount, cancellationToken);
    }

    /// <summary>Completes when the sequence is durable; never before its fdatasync has succeeded.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was closed and the disk did not take the record.</exception>
    public ValueTask WaitDurableAsync(long sequence, CancellationToken cancellationToken) =>
        _writer.Durable.WaitAsync(sequence + 1, cancellationToken);

    /// <summary>
    /// Has an action called whenever more has become durable, until the result is disposed. It is called on the buffer's own
    /// loop, must be short and must not throw.
    /// </summary>
    public IDisposable Watch(Action advanced) => _writer.Durable.Watch(advanced);

    /// <summary>A reader that stands in front of <paramref name="fromSequence"/>.</summary>
    public BufferReader OpenReader(long fromSequence) => new(this, fromSequence);

    /// <summary>
    /// All records below <paramref name="before"/> are safe elsewhere: their segments are removed once the cursor is durable.
    /// A crash may bring an acknowledgement of the last second back; then they are read again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Records are acknowledged that no reader can have seen.</exception>
    public void Acknowledge(long before) => Acknowledge(AcknowledgedBefore, before);

    /// <summary>
    /// The records from <paramref name="first"/> on below <paramref name="before"/> are safe elsewhere, also when others before them are
    /// not: whole segments of them are removed first when room is needed, and none of them counts as lost. At most 64 such
    /// stretches are known at a time (the shortest is forgotten), and as many outlive the process as fit into the cursor.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Records are acknowledged that no reader can have seen.</exception>
    public void Acknowledge(long first, long before)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before, DurableBefore);
        var range = new LogRange(new LogPosition(Math.Max(first, AcknowledgedBefore), 0), new LogPosition(before, 0));
        if (range.IsEmpty || _ledger.IsAcknowledged(range))
        {
            return;
        }

        _ledger.Acknowledge(new LogRange(Locate(range.First.Sequence), Locate(before)));
        if (_flusher.IsFull || _flusher.Stalled || (_segments.Snapshot is [{ IsFinal: true } oldest, ..] && oldest.NextSequence <= before))
        {
            _flusher.Wake();
            _flusher.WakeStalled();
        }
    }

    /// <summary>Gives back at least so many bytes of the disk, oldest first, whatever is in them; counted and announced. Not the newest segment.</summary>
    /// <param name="bytes">More than 0; a later call takes the place of one that was not yet carried out.</param>
    public void Shed(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        _reclaim.Shed(bytes);
    }

    /// <summary>Makes durable what waits (one last try if the disk refuses) and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _flusher.Stop();
        await _flusher.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _flusher.Dispose();
        foreach (var segment in _segments.Snapshot)
        {
            segment.Drop();
        }

        _cursor.Dispose();
        _lock.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> AppendWhenRoomAsync(
        ReadOnlyMemory<byte> record, int sampleCount, CancellationToken cancellationToken)
    {
        long sequence;
        while (!_inlet.TryAppend(record.Span, sampleCount, _time.GetUtcNow().UtcTicks, out sequence, out var turn))
        {
            await _inlet.Taken.WaitAsync(turn, cancellationToken).ConfigureAwait(false);
        }

        _flusher.Wake();
        return sequence;
    }

    // The samples before a sequence: known of places that a reader has passed, else looked up in its segment.
    private LogPosition Locate(long sequence)
    {
        if (_ledger.TryFind(sequence, out var place))
        {
            return place;
        }

        try
        {
            return _segments.Find(sequence)?.Locate(sequence) ?? _ledger.Estimate(sequence);
        }
        catch (ObjectDisposedException)
        {
            // Dropped meanwhile.
            return _ledger.Estimate(sequence);
        }
    }

    // Acknowledged records stay until their whole segment is: what they take of it is told by their share of the records there.
    private long PendingBytes(Tally pending, LogPosition next)
    {
        var there = Math.Max(1, next.Sequence - OldestSequence);
        return (long)((_segments.DataBytes + _inlet.Unsynced) * Math.Min(1.0, (double)pending.Records / there));
    }
}
