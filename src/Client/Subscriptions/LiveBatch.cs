namespace IndustrialGateway.Client.Subscriptions;

/// <summary>What one message of the stream brought.</summary>
public sealed record LiveBatch
{
    /// <summary>In order per point; empty in a heartbeat.</summary>
    public IReadOnlyList<LiveSample> Samples { get; init; } = [];

    /// <summary>Updates that this subscriber lost since the batch before, because it read too slowly.</summary>
    public long Dropped { get; init; }

    /// <summary>The current values are complete with this batch; from now on changes.</summary>
    public bool SnapshotComplete { get; init; }

    /// <summary>
    /// The first batch after a break: current values come again, and what changed in between must be read from history.
    /// </summary>
    public bool Resumed { get; init; }

    /// <summary>Bytes of the message, without transport.</summary>
    public int Bytes { get; init; }
}
