namespace IndustrialGateway.OpcUa.Types;

/// <summary>What a method takes or gives in one place: the structure Argument of the properties InputArguments and OutputArguments (Part 3 §8.6).</summary>
public sealed record MethodArgument
{
    public string? Name { get; init; }

    public NodeId DataType { get; init; }

    /// <summary>-3 one or an array, -2 anything, -1 one value, 0 an array of any rank, 1 and more so many dimensions.</summary>
    public int ValueRank { get; init; } = -1;

    /// <summary>The length of each dimension, 0 where it varies; null for one value.</summary>
    public IReadOnlyList<uint>? ArrayDimensions { get; init; }

    public LocalizedText Description { get; init; }
}
