using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>
/// Brings the Publish requests of one session together with what there is to say: farewells of subscriptions that are gone, then messages, those of higher
/// priority first (Part 4 §5.14.1.2).
/// </summary>
/// <remarks>Its session's <see cref="SubscriptionService"/> holds the lock.</remarks>
internal sealed class PublishServing(ServerLimits limits, TimeProvider time)
{
    private readonly PublishQueue _requests = new(limits.MaxPublishRequests);
    private readonly Queue<(uint Subscription, NotificationMessage Message)> _farewells = new();

    public bool IsAsked => _requests.Count > 0;

    public bool HasFarewells => _farewells.Count > 0;

    public Task<PublishResponse> AddAsync(StatusCode[] acknowledgements) => _requests.AddAsync(acknowledgements);

    /// <summary>Sends every request back.</summary>
    public void Refuse(StatusCode status) => _requests.Refuse(status);

    /// <summary>The client learns with its next Publish that the subscription is no longer its own (Part 4 §7.25.4).</summary>
    public void SayFarewell(Subscription subscription, StatusCode status)
    {
        if (_farewells.Count == limits.MaxSubscriptions)
        {
            _farewells.Dequeue();
        }

        _farewells.Enqueue((subscription.Id, subscription.Farewell(status, UaDateTime.Now(time))));
    }

    public void ForgetFarewells() => _farewells.Clear();

    /// <summary>Answers requests while there are both.</summary>
    /// <param name="subscriptions">By their numbers.</param>
    public void Serve(IEnumerable<Subscription> subscriptions)
    {
        while (IsAsked && _farewells.TryDequeue(out var farewell))
        {
            Answer(farewell.Subscription, new PendingMessage(farewell.Message, MoreNotifications: false, []));
        }

        var now = UaDateTime.Now(time);
        foreach (var subscription in subscriptions.OrderByDescending(each => each.Settings.Priority))
        {
            while (IsAsked && subscription.Take(now) is { } message)
            {
                Answer(subscription.Id, message);
            }
        }
    }

    private void Answer(uint subscription, PendingMessage message)
    {
        var request = _requests.Take();
        request.Answer.SetResult(new PublishResponse
        {
            SubscriptionId = subscription,
            AvailableSequenceNumbers = message.AvailableSequenceNumbers,
            MoreNotifications = message.MoreNotifications,
            Notification = message.Message,
            Results = request.Acknowledgements,
        });
    }
}
