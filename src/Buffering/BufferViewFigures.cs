namespace IndustrialGateway.Buffering;

/// <summary>A buffer's figures as its files tell them.</summary>
public sealed record BufferViewFigures
{
    /// <summary>Segment files, bytes, reserved space included.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the records that are still wanted take, about.</summary>
    public required long PendingBytes { get; init; }

    /// <summary>How much the buffer may hold; null where the file does not tell.</summary>
    public required long? MaxBytes { get; init; }

    /// <summary>Records not acknowledged and still there.</summary>
    public required long PendingRecords { get; init; }

    /// <inheritdoc cref="PendingRecords"/>
    public required long PendingSamples { get; init; }

    /// <summary>Since the buffer was made.</summary>
    public required long AcknowledgedRecords { get; init; }

    /// <inheritdoc cref="AcknowledgedRecords"/>
    public required long AcknowledgedSamples { get; init; }

    /// <summary>Dropped because it was full, since the buffer was made.</summary>
    public required long EvictedSamples { get; init; }

    /// <summary>Dropped because they were too old, since the buffer was made.</summary>
    public required long ExpiredSamples { get; init; }

    /// <summary>Dropped because the file system lacked space, since the buffer was made.</summary>
    public required long ShedSamples { get; init; }

    /// <summary>Records that the medium did not give back, since the buffer was made.</summary>
    public required long DamagedRecords { get; init; }

    /// <summary>When the oldest record that is still wanted was appended; null when there is none.</summary>
    public required DateTimeOffset? OldestAppendTime { get; init; }

    /// <summary>When the newest record was appended; null when there is none.</summary>
    public required DateTimeOffset? NewestAppendTime { get; init; }

    /// <summary>How fast the records that are there came; null where they tell nothing.</summary>
    public required double? BytesPerSecond { get; init; }
}
