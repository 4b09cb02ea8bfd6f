namespace IndustrialGateway.Buffering;

/// <summary>What a reader gets next: a record, or the range that it will not get.</summary>
/// <param name="Sequence">The record's sequence, or the first of the skipped range.</param>
/// <param name="Record">The bytes as appended; valid until the reader's next call. Empty when skipped.</param>
/// <param name="SampleCount">As told when appending; 0 when skipped.</param>
/// <param name="AppendedAt">When the record was appended, by the gateway's clock (UTC): for people, never for order.</param>
/// <param name="Skipped">The range that is missing, or null for a record.</param>
public readonly record struct BufferEntry(
    long Sequence, ReadOnlyMemory<byte> Record, int SampleCount, DateTimeOffset AppendedAt, SkippedRange? Skipped)
{
    /// <summary>The sequence to go on from.</summary>
    public long Next => Skipped?.Before ?? Sequence + 1;
}
