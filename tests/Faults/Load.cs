namespace IndustrialGateway.Faults;

/// <summary>What the plant offers: points over machines, values per second of each point.</summary>
internal sealed record Load(int Points, int Machines, double Rate)
{
    /// <summary>2,000 values a second: load enough to be always in the middle of something, on any machine.</summary>
    public static Load Usual { get; } = new(100, 5, 20);
}
