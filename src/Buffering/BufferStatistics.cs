namespace IndustrialGateway.Buffering;

/// <summary>
/// One look at a buffer's figures. Every record that was taken is in exactly one of them: acknowledged, there, evicted, expired,
/// shed, damaged or unfinished.
/// </summary>
public sealed record BufferStatistics
{
    /// <summary>Segment files, bytes on disk, reserved space included.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the records that are still wanted take, about; with <see cref="MaxBytes"/> it tells how full the buffer is.</summary>
    public required long PendingBytes { get; init; }

    /// <summary>The bound of <see cref="Bytes"/>.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Records not acknowledged and still there, unsynced ones included.</summary>
    public required long Records { get; init; }

    /// <summary>Samples in <see cref="Records"/>.</summary>
    public required long Samples { get; init; }

    /// <summary>Samples of all records ever appended, since the buffer was made.</summary>
    public required long TakenSamples { get; init; }

    /// <summary>Records acknowledged since the buffer was made.</summary>
    public required long AcknowledgedRecords { get; init; }

    /// <inheritdoc cref="AcknowledgedRecords"/>
    public required long AcknowledgedSamples { get; init; }

    /// <summary>Bytes taken and not yet durable.</summary>
    public required long UnsyncedBytes { get; init; }

    /// <summary>When the oldest record that is still wanted was appended, to the resolution of a segment; null when there is none.</summary>
    public required DateTimeOffset? OldestAppendTime { get; init; }

    /// <summary>Records dropped unacknowledged because the buffer was full, since it was made.</summary>
    public required long EvictedRecords { get; init; }

    /// <inheritdoc cref="EvictedRecords"/>
    public required long EvictedSamples { get; init; }

    /// <summary>Records dropped unacknowledged because they were too old, since the buffer was made.</summary>
    public required long ExpiredRecords { get; init; }

    /// <inheritdoc cref="ExpiredRecords"/>
    public required long ExpiredSamples { get; init; }

    /// <summary>Records dropped unacknowledged because the file system lacked space, since the buffer was made.</summary>
    public required long ShedRecords { get; init; }

    /// <inheritdoc cref="ShedRecords"/>
    public required long ShedSamples { get; init; }

    /// <summary>Records of which a reader was told that the medium does not give them back, since the buffer was made.</summary>
    public required long DamagedRecords { get; init; }

    /// <summary>Samples in <see cref="DamagedRecords"/>, as far as their neighbours tell.</summary>
    public required long DamagedSamples { get; init; }

    /// <summary>Records of a group that a crash cut short and that nobody was told were safe, since the buffer was made.</summary>
    public required long UnfinishedRecords { get; init; }

    /// <inheritdoc cref="UnfinishedRecords"/>
    public required long UnfinishedSamples { get; init; }

    /// <summary>Groups made durable since the process started.</summary>
    public required long Syncs { get; init; }

    /// <summary>Writes and syncs that the system refused since the process started; each cost a segment, none a record.</summary>
    public required long SyncErrors { get; init; }

    /// <summary>True while nothing can be made durable (disk full or failing) and appending will wait or waits.</summary>
    public required bool Stalled { get; init; }

    /// <summary>True while appending will wait or waits because there is no room and nothing may be dropped (<see cref="WhenFull.Wait"/>).</summary>
    public required bool IsFull { get; init; }
}
