using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>
/// Brings the subscriptions of a client into its session: transferred where the server that has them gives them over, with what it still
/// keeps of them, and made anew otherwise.
/// </summary>
internal sealed partial class SubscriptionRecovery(SubscriptionList subscriptions, ILogger logger)
{
    private readonly SubscriptionTransfer _transfer = new();
    private (Uri Server, UaDateTime? Started)? _home;

    /// <summary>False once the server has shown that it does not transfer: then nothing need be left behind for it.</summary>
    public bool IsTransferSupported => _transfer.IsSupported;

    /// <summary>
    /// A server that was started anew has none of them, and may have given their numbers to other clients; another server of a redundant
    /// set never had them.
    /// </summary>
    public async Task<RecoveryOutcome> TransferAsync(UaSession session, CancellationToken cancellationToken)
    {
        UaSubscription[] left = [.. subscriptions.All.Where(each => each.Id != 0 && !each.IsIn(session))];
        if (left.Length == 0 || !IsHome(session) || !_transfer.IsSupported)
        {
            return RecoveryOutcome.Refused;
        }

        var moved = await _transfer.MoveAsync(left, session, cancellationToken).ConfigureAwait(false);
        LogTransferred(session.EndpointUrl, moved, left.Length);
        return moved > 0 ? RecoveryOutcome.Done : RecoveryOutcome.Refused;
    }

    public async Task<RecoveryOutcome> RepublishAsync(UaSession session, CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions.All.Where(each => each.IsIn(session)))
        {
            await subscription.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }

        return RecoveryOutcome.Done;
    }

    /// <summary>
    /// Makes those that the session does not have; true when it has them all. A subscription that the server refuses is left for later: the
    /// others live.
    /// </summary>
    public async Task<bool> RecreateAsync(UaSession session, CancellationToken cancellationToken)
    {
        session.ReleasePublishing();
        _home = (session.EndpointUrl, session.ServerStartTime);
        var isComplete = true;
        foreach (var subscription in subscriptions.All)
        {
            try
            {
                await subscription.EnsureAttachedAsync(session, cancellationToken).ConfigureAwait(false);
            }
            catch (UaException failure) when (!session.ChannelEnded.IsCompleted && !SessionFaults.IsSessionLost(failure.Status))
            {
                isComplete = false;
                LogNotRecreated(session.EndpointUrl, failure.Message);
            }
        }

        return isComplete;
    }

    private bool IsHome(UaSession session) =>
        _home is not { } home
        || (home.Server == session.EndpointUrl
            && (home.Started is null || session.ServerStartTime is null || home.Started == session.ServerStartTime));

    [LoggerMessage(LogLevel.Information, "{Url} transferred {Moved} of {Count} subscriptions to the new session")]
    private partial void LogTransferred(Uri url, int moved, int count);

    [LoggerMessage(LogLevel.Warning, "{Url} refuses a subscription; it is asked again, and the others go on: {Reason}")]
    private partial void LogNotRecreated(Uri url, string reason);
}
