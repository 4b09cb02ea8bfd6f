namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>
/// All transitions of the recovery, from the cheapest way back to the dearest (Part 4 §6.7). There is no final state: whatever fails,
/// <see cref="RecoveryState.Waiting"/> leads to another attempt.
/// </summary>
internal static class RecoveryLadder
{
    /// <exception cref="InvalidOperationException">The step cannot end in this way.</exception>
    public static RecoveryState Next(RecoveryState state, RecoveryOutcome outcome) => (state, outcome) switch
    {
        (RecoveryState.Connecting, RecoveryOutcome.HasSession) => RecoveryState.Reactivating,
        (RecoveryState.Connecting, RecoveryOutcome.Done) => RecoveryState.Opening,
        (RecoveryState.Reactivating, RecoveryOutcome.Done) => RecoveryState.Republishing,
        (RecoveryState.Reactivating, RecoveryOutcome.Refused) => RecoveryState.Opening,
        (RecoveryState.Opening, RecoveryOutcome.Done) => RecoveryState.Transferring,
        (RecoveryState.Transferring, RecoveryOutcome.Done) => RecoveryState.Republishing,
        (RecoveryState.Transferring, RecoveryOutcome.Refused) => RecoveryState.Recreating,
        (RecoveryState.Republishing, RecoveryOutcome.Done) => RecoveryState.Recreating,
        (RecoveryState.Recreating, RecoveryOutcome.Done) => RecoveryState.Live,
        (RecoveryState.Live, RecoveryOutcome.Moved) => RecoveryState.Recreating,
        (RecoveryState.Waiting, RecoveryOutcome.Done) => RecoveryState.Connecting,
        (not RecoveryState.Waiting, RecoveryOutcome.Lost) => RecoveryState.Waiting,
        _ => throw new InvalidOperationException($"{state} cannot end in {outcome}."),
    };
}
