using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>How many operations one request may hold: what the server allows, and never more than <see cref="OwnLimit"/>.</summary>
public sealed record OperationLimits
{
    /// <summary>Larger requests save nothing and hold up everything else on the channel.</summary>
    public const int OwnLimit = 1000;

    public int NodesPerRead { get; init; } = OwnLimit;

    public int NodesPerBrowse { get; init; } = OwnLimit;

    public int MonitoredItemsPerCall { get; init; } = OwnLimit;

    public int NodesPerHistoryRead { get; init; } = OwnLimit;

    public int NodesPerWrite { get; init; } = OwnLimit;

    public int NodesPerMethodCall { get; init; } = OwnLimit;

    /// <summary>Paths in one TranslateBrowsePathsToNodeIds.</summary>
    public int NodesPerTranslate { get; init; } = OwnLimit;

    /// <summary>Nodes in one RegisterNodes or UnregisterNodes.</summary>
    public int NodesPerRegisterNodes { get; init; } = OwnLimit;

    /// <summary>Items that one subscription may hold; null when the server does not say.</summary>
    public int? MonitoredItemsPerSubscription { get; init; }

    /// <summary>Items that the server holds for all its clients; null when it does not say.</summary>
    public int? MonitoredItems { get; init; }

    /// <summary>The nodes of the limits, in the order of <see cref="From"/> (Part 5 §6.3.11).</summary>
    internal static IReadOnlyList<NodeId> Nodes { get; } =
        [new(11705), new(11710), new(11714), new(11711), new(24104), new(24097), new(11707), new(11709), new(11712), new(12165)];

    /// <summary>What is missing, zero or no number means that the server has no limit.</summary>
    internal static OperationLimits From(IReadOnlyList<DataValue> values) => new()
    {
        NodesPerRead = Limit(values[0]),
        NodesPerBrowse = Limit(values[1]),
        MonitoredItemsPerCall = Limit(values[2]),
        NodesPerRegisterNodes = Limit(values[3]),
        MonitoredItemsPerSubscription = Told(values[4]),
        MonitoredItems = Told(values[5]),
        NodesPerWrite = Limit(values[6]),
        NodesPerMethodCall = Limit(values[7]),
        NodesPerTranslate = Limit(values[8]),
        NodesPerHistoryRead = Limit(values[9]),
    };

    private static int Limit(in DataValue value) => Math.Min(Told(value) ?? OwnLimit, OwnLimit);

    private static int? Told(in DataValue value) =>
        !value.Status.IsBad && value.Value is { Type: BuiltInType.UInt32, Shape: VariantShape.Scalar } && value.Value.AsUInt32() is > 0 and var limit
            ? (int)Math.Min(limit, int.MaxValue)
            : null;
}
