namespace IndustrialGateway.Buffering.Log;

/// <summary>So many records with so many samples.</summary>
internal readonly record struct Tally(long Records, long Samples)
{
    public static Tally Of(in LogRange range) => new(range.Records, range.Samples);

    public static Tally operator +(Tally left, Tally right) => new(left.Records + right.Records, left.Samples + right.Samples);

    public static Tally operator -(Tally left, Tally right) => new(left.Records - right.Records, left.Samples - right.Samples);
}
