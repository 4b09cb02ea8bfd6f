namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>What one client may ask for; beyond it the answer is a status, never more memory.</summary>
public sealed record ServerLimits
{
    /// <summary>For a server that is there to load a client it trusts: as many items and values as memory holds.</summary>
    public static ServerLimits ForLoad { get; } = new()
    {
        MaxMonitoredItems = 1_000_000,
        MaxNotificationsPerPublish = 10_000,
        MaxRetransmissions = 200,
    };

    /// <summary>Attributes in one Read.</summary>
    public int MaxNodesPerRead { get; init; } = 10_000;

    /// <summary>Attributes in one Write.</summary>
    public int MaxNodesPerWrite { get; init; } = 10_000;

    /// <summary>Methods in one Call.</summary>
    public int MaxNodesPerMethodCall { get; init; } = 100;

    /// <summary>Paths in one TranslateBrowsePathsToNodeIds.</summary>
    public int MaxNodesPerTranslate { get; init; } = 10_000;

    /// <summary>References that the paths of one request may look at together.</summary>
    public int MaxReferencesFollowed { get; init; } = 1_000_000;

    /// <summary>Calls of one session that run at the same time.</summary>
    public int MaxRunningCalls { get; init; } = 10;

    /// <summary>How long the methods of one Call may take together.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after it was taken up a refused opening of a secured channel, or a refused user, is answered; where the work takes longer, at the next
    /// whole multiple. So the time of a refusal does not tell what was wrong (CVE-2024-42512). From zero, which answers at once, to one second.
    /// </summary>
    public TimeSpan RefusalPeriod { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Nodes in one Browse.</summary>
    public int MaxNodesPerBrowse { get; init; } = 1_000;

    /// <summary>References in one Browse result; the rest waits behind a continuation point.</summary>
    public int MaxReferencesPerNode { get; init; } = 1_000;

    /// <summary>Nodes in one HistoryRead.</summary>
    public int MaxNodesPerHistoryRead { get; init; } = 100;

    /// <summary>Values of one node in one HistoryRead answer; the rest waits behind a continuation point.</summary>
    public int MaxValuesPerHistoryRead { get; init; } = 10_000;

    /// <summary>How long the rest of a browse or of a history read waits.</summary>
    public TimeSpan MaxContinuationPointAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Unfinished results of one session, of browsing and of reading history each.</summary>
    public int MaxContinuationPoints { get; init; } = 5;

    /// <summary>Nodes in one RegisterNodes or UnregisterNodes.</summary>
    public int MaxNodesPerRegister { get; init; } = 10_000;

    /// <summary>Items in one request of the MonitoredItem services.</summary>
    public int MaxMonitoredItemsPerCall { get; init; } = 10_000;

    /// <summary>Items of one session.</summary>
    public int MaxMonitoredItems { get; init; } = 10_000;

    /// <summary>Items that report with one other item.</summary>
    public int MaxLinksPerItem { get; init; } = 1_000;

    /// <summary>Subscriptions of one session, and of all sessions that have ended and left theirs behind.</summary>
    public int MaxSubscriptions { get; init; } = 100;

    /// <summary>Publish requests of one session that wait for data; one more pushes out the oldest.</summary>
    public int MaxPublishRequests { get; init; } = 20;

    /// <summary>Notification messages kept for Republish, per subscription; more than one for each Publish request that may be under way.</summary>
    public int MaxRetransmissions { get; init; } = 40;

    /// <summary>Changes in one notification message.</summary>
    public uint MaxNotificationsPerPublish { get; init; } = 1_000;

    /// <summary>Events of one item that wait when its client asks for no more than one.</summary>
    public uint DefaultEventQueueSize { get; init; } = 1_000;

    /// <summary>Values of one item that wait.</summary>
    public uint MaxQueueSize { get; init; } = 10_000;

    public TimeSpan MinPublishingInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    public TimeSpan MaxPublishingInterval { get; init; } = TimeSpan.FromMinutes(1);
}
