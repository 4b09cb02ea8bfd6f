using System.Globalization;

namespace IndustrialGateway.Faults;

/// <summary>How long and how differently to try: set by <c>make faults ROUNDS=n SEED=s</c>.</summary>
internal static class Rounds
{
    /// <summary>Faults per test; 3 unless <c>FAULT_ROUNDS</c> says otherwise.</summary>
    public static int Count { get; } = Setting("FAULT_ROUNDS", 3);

    /// <summary>Chooses the moments; 1 unless <c>FAULT_SEED</c> says otherwise.</summary>
    public static int Seed { get; } = Setting("FAULT_SEED", 1);

    /// <summary>How long a cut lasts by the clock; null = until a number of values was accepted during it.</summary>
    public static TimeSpan? CutFor { get; } = Setting("FAULT_CUT_SECONDS", 0) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
