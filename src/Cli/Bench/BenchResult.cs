namespace IndustrialGateway.Cli.Bench;

/// <summary>What one run of the bench measured; whatever could not be measured is null.</summary>
internal sealed record BenchResult
{
    public required BenchLoad Load { get; init; }

    /// <summary>Values that the plant offered.</summary>
    public required long Offered { get; init; }

    /// <summary>How many of them since latency, cost and bytes were measured.</summary>
    public required long Measured { get; init; }

    /// <summary>How long the plant took for all.</summary>
    public required TimeSpan OfferedWithin { get; init; }

    /// <summary>From the first value offered until the last one was committed by the historian.</summary>
    public required TimeSpan StoredWithin { get; init; }

    /// <summary>How late the plant itself was at its worst: it shares the machine.</summary>
    public required TimeSpan PlantLate { get; init; }

    /// <summary>Source timestamp to the subscriber's callback.</summary>
    public required LatencyHistogram FromSource { get; init; }

    /// <summary>Gateway's socket to the subscriber's callback.</summary>
    public required LatencyHistogram FromSocket { get; init; }

    /// <summary>Updates that the subscriber was told it lost.</summary>
    public required long Dropped { get; init; }

    public required long BytesUp { get; init; }

    public required long BytesDown { get; init; }

    public required double? BufferBytesPerValue { get; init; }

    public required IReadOnlyList<(string Name, ProcessCost Cost)> Processes { get; init; }

    public required CheckResult Check { get; init; }
}
