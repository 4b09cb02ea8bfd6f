namespace IndustrialGateway.Model;

/// <summary>Consecutive sequences of one log: [First, End).</summary>
public readonly record struct SequenceRange(long First, long Count)
{
    /// <summary>The first sequence after the range.</summary>
    public long End => First + Count;
}
