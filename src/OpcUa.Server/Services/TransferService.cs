using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Brings subscriptions of other sessions, living or ended, to this one (Part 4 §5.14.7).</summary>
internal sealed class TransferService(SubscriptionRegistry registry, SubscriptionService target, ServerLimits limits, bool allowInsecure)
{
    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public TransferSubscriptionsResponse Transfer(TransferSubscriptionsRequest request)
    {
        if (request.SubscriptionIds.Length == 0)
        {
            throw new UaException(StatusCode.BadNothingToDo, "A TransferSubscriptions names no subscription.");
        }

        if (request.SubscriptionIds.Length > limits.MaxSubscriptions)
        {
            throw new UaException(
                StatusCode.BadTooManyOperations, $"{request.SubscriptionIds.Length} subscriptions in one call are above {limits.MaxSubscriptions}.");
        }

        return new TransferSubscriptionsResponse
        {
            Results = Array.ConvertAll(request.SubscriptionIds, id => Transfer(id, request.SendInitialValues)),
        };
    }

    private TransferResult Transfer(uint id, bool sendInitialValues)
    {
        var source = registry.Find(id);
        if (source is null)
        {
            return Refused(StatusCode.BadSubscriptionIdInvalid);
        }

        if (source == target)
        {
            return Refused(StatusCode.BadNothingToDo);
        }

        if (!source.Owner.IsSame(target.Owner) || (target.Owner.IsAnybody && !allowInsecure))
        {
            return Refused(StatusCode.BadUserAccessDenied);
        }

        if (!target.HasRoom)
        {
            return Refused(StatusCode.BadTooManySubscriptions);
        }

        if (source.Release(id) is not { } subscription)
        {
            return Refused(StatusCode.BadSubscriptionIdInvalid);
        }

        if (sendInitialValues)
        {
            subscription.Repeat();
        }

        var kept = subscription.AvailableSequenceNumbers;
        return target.Adopt(subscription) ? new TransferResult(StatusCode.Good, kept) : Refused(StatusCode.BadSessionClosed);
    }

    private static TransferResult Refused(StatusCode status) => new(status, []);
}
