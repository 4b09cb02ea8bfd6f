namespace IndustrialGateway.Cli.Bench;

/// <summary>What one run of the bench offers to the line.</summary>
/// <param name="Points">In all.</param>
/// <param name="Rate">Values per second of each point.</param>
/// <param name="Publishing">The OPC UA subscription's publishing interval.</param>
/// <param name="WarmUp">How long values are offered before latency, cost and bytes are measured: programs compile what is called often.</param>
/// <param name="Duration">How long they are offered then.</param>
internal sealed record BenchLoad(int Points, double Rate, TimeSpan Publishing, TimeSpan WarmUp, TimeSpan Duration)
{
    public const int Seed = 42;

    private const int MaxMachines = 10;

    public double ValuesPerSecond => Points * Rate;

    public long ValuesPerPoint => Math.Max(1, (long)Math.Round(Rate * (WarmUp + Duration).TotalSeconds));

    public long Values => Points * ValuesPerPoint;

    public int Machines => Math.Min(MaxMachines, Points);

    /// <summary>Room on the machine for four times what comes between two publishings: nothing may be lost there.</summary>
    public int QueueSize => (int)Math.Clamp(Math.Ceiling(Rate * Publishing.TotalSeconds * 4), 10, 10_000);
}
