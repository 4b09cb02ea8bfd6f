namespace IndustrialGateway.Buffering;

/// <summary>Why a range of records will never be read.</summary>
public enum SkipReason
{
    /// <summary>Dropped because the buffer had reached its bytes.</summary>
    Evicted = 1,

    /// <summary>It had been durable and the medium no longer gives it back.</summary>
    Damaged = 2,

    /// <summary>Written in the last group before a crash and not whole: perhaps nobody was ever told that it was safe.</summary>
    Unfinished = 3,

    /// <summary>Acknowledged, hence removed; asked for again all the same.</summary>
    Removed = 4,

    /// <summary>Dropped because it was older than the buffer may keep records.</summary>
    Expired = 5,

    /// <summary>Dropped because the file system had less space left than must stay free.</summary>
    Shed = 6,
}

/// <summary>Records that a reader is told of instead of being given.</summary>
/// <param name="First">The first sequence that is missing.</param>
/// <param name="Count">How many sequences are missing.</param>
/// <param name="SampleCount">The samples in them; 0 = not known.</param>
/// <param name="Reason">Why they are missing.</param>
/// <param name="FromTime">No record of the range was appended before.</param>
/// <param name="ToTime">No record of the range was appended after.</param>
public sealed record SkippedRange(
    long First, long Count, long SampleCount, SkipReason Reason, DateTimeOffset FromTime, DateTimeOffset ToTime)
{
    /// <summary>The first sequence after the range.</summary>
    public long Before => First + Count;
}
