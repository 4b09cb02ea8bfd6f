using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>
/// What an operator does with conditions (Part 9 §5.5 and §5.7). Each method throws <see cref="UaException"/> with the server's status: BadEventIdUnknown when
/// the event is not the condition's present one or a branch's, BadConditionBranchAlreadyAcked, BadConditionDisabled, BadUserAccessDenied.
/// </summary>
public sealed class ConditionMethods(UaSession session)
{
    private static readonly NodeId Refresh = new(3875);
    private static readonly NodeId Enable = new(9027);
    private static readonly NodeId Disable = new(9028);
    private static readonly NodeId AddComment = new(9029);
    private static readonly NodeId Acknowledge = new(9111);
    private static readonly NodeId Confirm = new(9113);

    /// <summary>Says that somebody has seen the condition in the state that the event tells of (Part 9 §5.7.3).</summary>
    /// <param name="conditionId"><see cref="UaEvent.ConditionId"/></param>
    /// <param name="eventId"><see cref="UaEvent.EventId"/></param>
    /// <param name="comment">A null text leaves the condition's comment as it is.</param>
    public Task AcknowledgeAsync(NodeId conditionId, byte[] eventId, LocalizedText comment, CancellationToken cancellationToken) =>
        CallAsync(conditionId, Acknowledge, [Variant.Of(eventId), Variant.Of(comment)], cancellationToken);

    /// <summary>Says that what the condition asked for has been done (Part 9 §5.7.4).</summary>
    public Task ConfirmAsync(NodeId conditionId, byte[] eventId, LocalizedText comment, CancellationToken cancellationToken) =>
        CallAsync(conditionId, Confirm, [Variant.Of(eventId), Variant.Of(comment)], cancellationToken);

    /// <summary>Leaves a comment at the state that the event tells of (Part 9 §5.5.6).</summary>
    public Task AddCommentAsync(NodeId conditionId, byte[] eventId, LocalizedText comment, CancellationToken cancellationToken) =>
        CallAsync(conditionId, AddComment, [Variant.Of(eventId), Variant.Of(comment)], cancellationToken);

    /// <summary>Lets the condition be watched again (Part 9 §5.5.5).</summary>
    public Task EnableAsync(NodeId conditionId, CancellationToken cancellationToken) => CallAsync(conditionId, Enable, [], cancellationToken);

    /// <summary>Lets the condition be as if it were not there (Part 9 §5.5.4).</summary>
    public Task DisableAsync(NodeId conditionId, CancellationToken cancellationToken) => CallAsync(conditionId, Disable, [], cancellationToken);

    /// <summary>Asks for an event of each retained condition, between a RefreshStart and a RefreshEnd event (Part 9 §5.5.7).</summary>
    /// <param name="subscriptionId">Of this session. BadRefreshInProgress when one is under way already.</param>
    public Task RefreshAsync(uint subscriptionId, CancellationToken cancellationToken) =>
        CallAsync(EventTypes.Condition, Refresh, [Variant.Of(subscriptionId)], cancellationToken);

    private async Task CallAsync(NodeId target, NodeId method, Variant[] arguments, CancellationToken cancellationToken)
    {
        var request = new CallRequest
        {
            MethodsToCall = [new CallMethodRequest { ObjectId = target, MethodId = method, InputArguments = arguments }],
        };
        var response = await session.SendAsync<CallResponse>(request, cancellationToken).ConfigureAwait(false);
        var status = response.Results is [var result]
            ? result.Status
            : throw new UaException(StatusCode.BadUnknownResponse, $"{response.Results.Length} results came for one call.");
        if (status.IsBad)
        {
            throw new UaException(status, $"The server refuses {method} of {session.Namespaces.Format(target)}: {status}.");
        }
    }
}
