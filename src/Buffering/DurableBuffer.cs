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
    private readonly SegmentWriter _writer;
    private readonly Flusher _flusher;
    private int _disposed;

    private DurableBuffer(DurableBufferOptions options, IDisposable @lock, Recovery.Result found, TimeProvider time, ILogger logger)
    {
        (_options, _time, _lock) = (options, time, @lock);
        (_segments, _cursor) = (found.Segments, found.Cursor);
        Epoch = found.State.Epoch;
        _ledger = new Ledger(found.State);
        _inlet = new Inlet(options.MaxUnsyncedBytes, found.Next);
        _writer = new SegmentWriter(
            found.Files, _segments, _ledger, _cursor, time, found.Next, options.MaxBytes, options.SegmentBytes);
        _flusher = new Flusher(_inlet, _writer, _segments, found.Files, _ledger, _cursor, time, logger);
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
    public long AcknowledgedBefore => _ledger.State.Acknowledged.Sequence;

    /// <summary>Figures of this moment; each is right, together they may be a record apart.</summary>
    public BufferStatistics Statistics
    {
        get
        {
            var (state, next, lost) = (_ledger.State, _inlet.Next, _ledger.Lost);
            var gone = state.HasEvicted ? state.EvictedBefore : state.Acknowledged;
            var oldest = _segments.Find(Math.Max(gone.Sequence, OldestSequence));
            return new BufferStatistics
            {
                Bytes = _segments.Bytes,
                Records = Math.Max(0, next.Sequence - gone.Sequence),
                Samples = Math.Max(0, next.Samples - gone.Samples),
                TakenSamples = next.Samples,
                UnsyncedBytes = _inlet.Unsynced,
                OldestAppendTime = oldest is null || gone.Sequence >= next.Sequence
                    ? null
                    : new DateTimeOffset(oldest.Header.Created, TimeSpan.Zero),
                EvictedRecords = lost.Records,
                EvictedSamples = lost.Samples,
                DamagedRecords = _ledger.DamagedRecords,
                Syncs = _writer.Syncs,
                SyncErrors = _flusher.Errors,
                Stalled = _flusher.Stalled,
            };
        }
    }

    internal bool IsClosed => Volatile.Read(ref _disposed) != 0;

    internal Ledger Ledger => _ledger;

    internal SegmentList Segments => _segments;

    internal Watermark Durable => _writer.Durable;

    /// <summary>Opens the buffer of a folder, or makes it, and puts right what a crash left.</summary>
    /// <exception cref="BufferLockedException">It is open elsewhere.</exception>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static DurableBuffer Open(DurableBufferOptions options, TimeProvider time, ILogger<DurableBuffer> logger) =>
        Open(options, HostDisk.Instance, time, logger);

    internal static DurableBuffer Open(DurableBufferOptions options, IDisk disk, TimeProvider time, ILogger logger)
    {
        options = Checked(options);
        disk.CreateFolder(options.Folder);
        var held = disk.TryLock(Path.Combine(options.Folder, "lock")) ?? throw new BufferLockedException(options.Folder);
        try
        {
            return new DurableBuffer(options, held, new Recovery(disk, options.Folder, options.SegmentBytes, time, logger).Run(), time, logger);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

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
    /// thread, must be short and must not throw.
    /// </summary>
    public IDisposable Watch(Action advanced) => _writer.Durable.Watch(advanced);

    /// <summary>A reader that stands in front of <paramref name="fromSequence"/>.</summary>
    public BufferReader OpenReader(long fromSequence) => new(this, fromSequence);

    /// <summary>
    /// All records below <paramref name="before"/> are safe elsewhere: their segments are removed once the cursor is durable.
    /// A crash may bring an acknowledgement of the last second back; then they are read again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Records are acknowledged that no reader can have seen.</exception>
    public void Acknowledge(long before)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before, DurableBefore);
        if (before <= AcknowledgedBefore)
        {
            return;
        }

        _ledger.Acknowledge(Locate(before));
        if (_segments.Snapshot is [{ IsFinal: true } oldest, ..] && oldest.NextSequence <= before)
        {
            _flusher.Wake();
            _flusher.WakeStalled();
        }
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

        using var reader = new BufferReader(this, sequence - 1, leavesTrail: false);
        return reader.PlaceAfterNext() is { } after && after.Sequence == sequence
            ? after
            : new LogPosition(sequence, _ledger.State.Acknowledged.Samples);
    }

    private static DurableBufferOptions Checked(DurableBufferOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Folder, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBytes, 256 * 1024, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SegmentBytes, 64 * 1024, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SegmentBytes, 1 << 30, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxUnsyncedBytes, 64 * 1024, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxUnsyncedBytes, 1 << 30, nameof(options));
        var segmentBytes = (int)Math.Min(options.SegmentBytes, options.MaxBytes / 4);
        var largest = segmentBytes - SegmentHeader.DataStart - SegmentFooter.Size - RecordHeader.Size - 8;
        if (options.MaxRecordBytes < 1 || options.MaxRecordBytes > largest)
        {
            throw new ArgumentException(
                $"Records of {options.MaxRecordBytes} bytes are outside 1..{largest}, what a segment of {segmentBytes} bytes can hold.",
                nameof(options));
        }

        return options with { SegmentBytes = segmentBytes };
    }
}
