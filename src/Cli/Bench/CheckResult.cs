namespace IndustrialGateway.Cli.Bench;

/// <summary>What the historian holds of what was offered.</summary>
/// <param name="Right">Offered and there once, with its own value and time.</param>
/// <param name="Missing">Offered and not there.</param>
/// <param name="Duplicated">There more often than once.</param>
/// <param name="Altered">There, but never offered so: another value, time or status.</param>
/// <param name="Disordered">There, but after a later value of its point.</param>
/// <param name="First">The first fault in words; empty without one.</param>
internal sealed record CheckResult(
    long Right, long Missing, long Duplicated, long Altered, long Disordered, string First)
{
    public bool IsExact => Missing + Duplicated + Altered + Disordered == 0;

    public CheckResult Plus(CheckResult other) => new(
        Right + other.Right,
        Missing + other.Missing,
        Duplicated + other.Duplicated,
        Altered + other.Altered,
        Disordered + other.Disordered,
        First.Length > 0 ? First : other.First);
}
