namespace IndustrialGateway.Buffering;

/// <summary>Where a <see cref="DurableBuffer"/> lives and how much it may hold.</summary>
public sealed record DurableBufferOptions
{
    /// <summary>A folder of the buffer's own on a local Linux file system; made when it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>All segments together, bytes on disk; beyond it the oldest segment is dropped, counted and announced. At least 256 KiB.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>The unit of space that is reserved and dropped, bytes, 64 KiB..1 GiB; never more than a quarter of <see cref="MaxBytes"/>.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The largest record that is taken, bytes; with its header it must fit into a segment.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>How much may wait in memory for the disk before appending waits, bytes, at least 64 KiB.</summary>
    public long MaxUnsyncedBytes { get; init; } = 16 * 1024 * 1024;
}
