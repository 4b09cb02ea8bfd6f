namespace IndustrialGateway.Buffering;

/// <summary>One look at a buffer's figures.</summary>
public sealed record BufferStatistics
{
    /// <summary>Segment files, bytes on disk, reserved space included.</summary>
    public required long Bytes { get; init; }

    /// <summary>Records not acknowledged and still there, unsynced ones included.</summary>
    public required long Records { get; init; }

    /// <summary>Samples in <see cref="Records"/>.</summary>
    public required long Samples { get; init; }

    /// <summary>Samples of all records ever appended, since the buffer was made.</summary>
    public required long TakenSamples { get; init; }

    /// <summary>Bytes taken and not yet durable.</summary>
    public required long UnsyncedBytes { get; init; }

    /// <summary>When the oldest record that is still wanted was appended, to the resolution of a segment; null when there is none.</summary>
    public required DateTimeOffset? OldestAppendTime { get; init; }

    /// <summary>Records and samples dropped unacknowledged at the bound, since the buffer was made.</summary>
    public required long EvictedRecords { get; init; }

    /// <inheritdoc cref="EvictedRecords"/>
    public required long EvictedSamples { get; init; }

    /// <summary>Records that the medium did not give back, since the process started.</summary>
    public required long DamagedRecords { get; init; }

    /// <summary>Groups made durable since the process started.</summary>
    public required long Syncs { get; init; }

    /// <summary>Writes and syncs that the system refused since the process started; each cost a segment, none a record.</summary>
    public required long SyncErrors { get; init; }

    /// <summary>True while nothing can be made durable (disk full or failing) and appending will wait or waits.</summary>
    public required bool Stalled { get; init; }
}
