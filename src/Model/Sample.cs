namespace IndustrialGateway.Model;

/// <summary>One measurement of one point.</summary>
/// <param name="Point">The number that its owner gave the point: a local handle at the edge, the catalogue's id at the platform.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Status">OPC UA status code.</param>
/// <param name="SourceTicks">When the equipment says it was so, 100 ns ticks since 1601.</param>
/// <param name="ReceivedTicks">When the gateway took it from the socket, 100 ns ticks since 1601.</param>
public readonly record struct Sample(int Point, Value Value, uint Status, long SourceTicks, long ReceivedTicks)
{
    /// <summary>It was missed when it happened, and read later from the machine's own history.</summary>
    public bool IsFilled { get; init; }
}

/// <summary>A sample on its way into a record, with the shape under which its point was declared.</summary>
public readonly record struct AliasedSample(
    PointShape Shape, Value Value, uint Status, long SourceTicks, long ReceivedTicks)
{
    /// <inheritdoc cref="Sample.IsFilled"/>
    public bool IsFilled { get; init; }
}

/// <summary>A sample as it came out of a record.</summary>
public readonly record struct DecodedRow(
    uint Alias, Value Value, uint Status, long SourceTicks, long ReceivedTicks)
{
    /// <inheritdoc cref="Sample.IsFilled"/>
    public bool IsFilled { get; init; }
}
