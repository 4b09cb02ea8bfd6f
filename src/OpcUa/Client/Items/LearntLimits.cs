namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>What a server was found to bear, whatever it says of itself; null where it was not found lacking.</summary>
public sealed record LearntLimits
{
    public static LearntLimits None { get; } = new();

    /// <summary>Attributes in one Read.</summary>
    public int? NodesPerRead { get; init; }

    /// <summary>Items in one call that makes, changes or deletes them.</summary>
    public int? MonitoredItemsPerCall { get; init; }

    /// <summary>Nodes in one RegisterNodes.</summary>
    public int? NodesPerRegisterNodes { get; init; }

    /// <summary>Items in one subscription.</summary>
    public int? MonitoredItemsPerSubscription { get; init; }

    /// <summary>Publish requests that wait at the server.</summary>
    public int? PublishRequests { get; init; }

    /// <summary>A limit below one would be a server of which nothing can be asked: such a one was not learnt but damaged.</summary>
    internal bool IsSound =>
        !(NodesPerRead < 1 || MonitoredItemsPerCall < 1 || NodesPerRegisterNodes < 1 || MonitoredItemsPerSubscription < 1 || PublishRequests < 1);
}
