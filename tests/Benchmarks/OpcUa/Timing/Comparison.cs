namespace IndustrialGateway.Benchmarks.OpcUa.Timing;

/// <summary>
/// Whether two kinds of secrets can be told apart by the time of their refusal: both are sent in turn in random order; Welch's t beyond ±4.5 would tell
/// them apart (the bound of dudect, Reparaz et al. 2016).
/// </summary>
internal sealed class Comparison
{
    public const double Bound = 4.5;

    // The slowest are the machine's own interruptions.
    private const double Kept = 0.9;

    private readonly List<double> _undecryptable = [];
    private readonly List<double> _wrong = [];

    /// <param name="measure">Of a secret that cannot be decrypted, or of one that is wrong inside: how long its refusal took, in µs.</param>
    public static void Print(string what, int samples, int warmUp, Func<bool, double> measure)
    {
        var order = Enumerable.Range(0, 2 * samples).Select(at => at % 2 == 0).ToArray();
        Random.Shared.Shuffle(order);
        for (var at = 0; at < warmUp; at++)
        {
            measure(order[at]);
        }

        var comparison = new Comparison();
        foreach (var isUndecryptable in order)
        {
            (isUndecryptable ? comparison._undecryptable : comparison._wrong).Add(measure(isUndecryptable));
        }

        Console.WriteLine($"{what}: {comparison}");
    }

    public override string ToString()
    {
        var (a, b) = (Moments(_undecryptable), Moments(_wrong));
        var t = (a.Mean - b.Mean) / Math.Sqrt((a.Variance / a.Count) + (b.Variance / b.Count));
        return $"{a.Mean:F1} (deviation {Math.Sqrt(a.Variance):F1}) / {b.Mean:F1} ({Math.Sqrt(b.Variance):F1}) us, t {t:F1}{(Math.Abs(t) < Bound ? "" : ", which tells them apart")}";
    }

    private static (double Mean, double Variance, int Count) Moments(List<double> samples)
    {
        var kept = samples.Order().Take((int)(samples.Count * Kept)).ToArray();
        var mean = kept.Average();
        return (mean, kept.Sum(each => (each - mean) * (each - mean)) / (kept.Length - 1), kept.Length);
    }
}
