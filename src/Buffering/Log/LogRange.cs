namespace IndustrialGateway.Buffering.Log;

/// <summary>The records between two places.</summary>
internal readonly record struct LogRange(LogPosition First, LogPosition Before)
{
    public long Records => Math.Max(0, Before.Sequence - First.Sequence);

    public long Samples => Math.Max(0, Before.Samples - First.Samples);

    public bool IsEmpty => Before.Sequence <= First.Sequence;

    public bool Holds(long sequence) => First.Sequence <= sequence && sequence < Before.Sequence;

    public bool Covers(in LogRange other) => First.Sequence <= other.First.Sequence && other.Before.Sequence <= Before.Sequence;

    /// <summary>What both have in common; empty when nothing.</summary>
    public LogRange And(in LogRange other) => new(
        First.Sequence >= other.First.Sequence ? First : other.First,
        Before.Sequence <= other.Before.Sequence ? Before : other.Before);
}
