namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>A stream of chance that is the same for the same seed on every machine and runtime (SplitMix64).</summary>
internal sealed class Dice(long seed)
{
    private ulong _state = (ulong)seed;
    private double? _spare;

    /// <summary>Another stream for each number, so that one kind of event does not shift the others.</summary>
    public static Dice Stream(long seed, int number) => new(new Dice(seed + number).NextWhole());

    /// <summary>From 0 to 1, without 1.</summary>
    public double Next() => ((ulong)NextWhole() >> 11) * (1.0 / (1L << 53));

    public bool Falls(double probability) => Next() < probability;

    public double Within(Profiles.Interval span) => span.From + ((span.To - span.From) * Next());

    /// <summary>Of the normal distribution with mean 0 and deviation 1 (Box and Muller).</summary>
    public double Normal()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        var length = Math.Sqrt(-2 * Math.Log(1 - Next()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Next());
        _spare = length * sine;
        return length * cosine;
    }

    private long NextWhole()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (long)(z ^ (z >> 31));
    }
}
