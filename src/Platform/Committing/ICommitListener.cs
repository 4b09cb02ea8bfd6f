using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;

namespace IndustrialGateway.Platform.Committing;

/// <summary>How a record came to the platform.</summary>
/// <param name="Gateway">Who sent it.</param>
/// <param name="PublishedTicks">When its rows were published to subscribers, 100 ns ticks since 1601.</param>
/// <param name="IsBacklog">Sent again after an outage, or a range that will never come.</param>
internal readonly record struct RecordOrigin(GatewayEntry Gateway, long PublishedTicks, bool IsBacklog);

/// <summary>
/// Sees every commit before it is written and may keep figures of its own in it: figures and samples are stored together
/// or not at all. Called by the historian's one writer, one commit at a time, so do not wait. When a commit fails the
/// process ends: what a listener holds in memory is read again from its entries at the next start.
/// </summary>
internal interface ICommitListener
{
    /// <param name="outcome">What of the commit is new.</param>
    /// <param name="origins">One for each of the outcome's records.</param>
    /// <param name="entries">Takes what is to be kept; use a space of the feature's own.</param>
    void Prepare(CommitOutcome outcome, ReadOnlySpan<RecordOrigin> origins, ISideEntries entries);
}
