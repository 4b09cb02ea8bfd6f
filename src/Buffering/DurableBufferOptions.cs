using IndustrialGateway.Buffering.Log;

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

    /// <summary>What happens at <see cref="MaxBytes"/>.</summary>
    public WhenFull WhenFull { get; init; }

    /// <summary>
    /// Segments whose newest record is older are dropped, counted and announced; null = none is too old. Only the time in which the
    /// buffer was open counts.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Options as they are used.</summary>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    internal static DurableBufferOptions Checked(DurableBufferOptions options)
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

        if (options.MaxAge is { } age)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(options));
        }

        return options with { SegmentBytes = segmentBytes };
    }
}
