using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>Asks a server to give an old session's subscriptions to a new one (Part 4 §5.14.7), and learns whether it does that at all.</summary>
internal sealed class SubscriptionTransfer
{
    /// <summary>False once the server has shown that it does not transfer: then nothing need be left behind for it.</summary>
    public bool IsSupported { get; private set; } = true;

    /// <summary>Moves what the server transfers; gives how many that were.</summary>
    /// <exception cref="UaException">The line broke, or the session is lost again.</exception>
    public async Task<int> MoveAsync(IReadOnlyList<UaSubscription> subscriptions, UaSession session, CancellationToken cancellationToken)
    {
        var moved = 0;
        var results = await AskAsync([.. subscriptions.Select(each => each.Id)], session, cancellationToken).ConfigureAwait(false);
        foreach (var (subscription, result) in subscriptions.Zip(results))
        {
            if (!result.Status.IsBad)
            {
                await subscription.MoveToAsync(session, result.AvailableSequenceNumbers, cancellationToken).ConfigureAwait(false);
                moved++;
            }
        }

        return moved;
    }

    private async Task<TransferResult[]> AskAsync(uint[] ids, UaSession session, CancellationToken cancellationToken)
    {
        try
        {
            var request = new TransferSubscriptionsRequest { SubscriptionIds = ids };
            var response = await session.SendAsync<TransferSubscriptionsResponse>(request, cancellationToken).ConfigureAwait(false);
            return response.Results.Length == ids.Length
                ? response.Results
                : throw new UaException(StatusCode.BadUnknownResponse, $"{response.Results.Length} results came for {ids.Length} subscriptions.");
        }
        catch (UaException failure) when (!session.ChannelEnded.IsCompleted && IsRefusal(failure.Status.Code))
        {
            IsSupported = false;
            return [];
        }
    }

    // Faults that are about the service. The others are about the session, and end this attempt.
    private static bool IsRefusal(StatusCode status) =>
        status == StatusCode.BadServiceUnsupported || !SessionFaults.IsSessionLost(status);
}
