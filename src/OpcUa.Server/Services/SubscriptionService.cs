using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The subscriptions of one session, and who gets the next message (Part 4 §5.14).</summary>
/// <remarks>For any number of threads; <see cref="Dispose"/> ends every subscription and sends waiting requests back.</remarks>
internal sealed class SubscriptionService(ServerLimits limits, SubscriptionIds ids, TimeProvider time) : IDisposable
{
    private const uint MaxKeepAlive = 10_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<uint, (Subscription Subscription, ITimer Timer)> _subscriptions = [];
    private readonly PublishQueue _requests = new(limits.MaxPublishRequests);
    private bool _disposed;

    public int ItemCount
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Values.Sum(entry => entry.Subscription.ItemCount);
            }
        }
    }

    /// <exception cref="UaException">The session has too many.</exception>
    public CreateSubscriptionResponse Create(CreateSubscriptionRequest request)
    {
        var settings = Revise(
            request.RequestedPublishingInterval,
            request.RequestedLifetimeCount,
            request.RequestedMaxKeepAliveCount,
            request.MaxNotificationsPerPublish,
            request.Priority,
            request.PublishingEnabled);
        lock (_gate)
        {
            if (_disposed)
            {
                throw new UaException(StatusCode.BadSessionClosed, "The session was closed.");
            }

            if (_subscriptions.Count >= limits.MaxSubscriptions)
            {
                throw new UaException(StatusCode.BadTooManySubscriptions, $"A session has at most {limits.MaxSubscriptions} subscriptions.");
            }

            var subscription = new Subscription(ids.Next(), settings, limits.MaxRetransmissions);
            var timer = time.CreateTimer(_ => Tick(subscription), null, settings.PublishingInterval, settings.PublishingInterval);
            _subscriptions.Add(subscription.Id, (subscription, timer));
            return new CreateSubscriptionResponse
            {
                SubscriptionId = subscription.Id,
                RevisedPublishingInterval = settings.PublishingInterval.TotalMilliseconds,
                RevisedLifetimeCount = settings.LifetimeCount,
                RevisedMaxKeepAliveCount = settings.MaxKeepAliveCount,
            };
        }
    }

    /// <exception cref="UaException">There is no such subscription.</exception>
    public ModifySubscriptionResponse Modify(ModifySubscriptionRequest request)
    {
        lock (_gate)
        {
            var (subscription, timer) = Entry(request.SubscriptionId);
            var settings = Revise(
                request.RequestedPublishingInterval,
                request.RequestedLifetimeCount,
                request.RequestedMaxKeepAliveCount,
                request.MaxNotificationsPerPublish,
                request.Priority,
                subscription.Settings.PublishingEnabled);
            subscription.Modify(settings);
            timer.Change(settings.PublishingInterval, settings.PublishingInterval);
            return new ModifySubscriptionResponse
            {
                RevisedPublishingInterval = settings.PublishingInterval.TotalMilliseconds,
                RevisedLifetimeCount = settings.LifetimeCount,
                RevisedMaxKeepAliveCount = settings.MaxKeepAliveCount,
            };
        }
    }

    public SetPublishingModeResponse SetPublishingMode(SetPublishingModeRequest request) => new()
    {
        Results = Array.ConvertAll(request.SubscriptionIds, id =>
        {
            if (Find(id) is not { } subscription)
            {
                return StatusCode.BadSubscriptionIdInvalid;
            }

            subscription.Modify(subscription.Settings with { PublishingEnabled = request.PublishingEnabled });
            return StatusCode.Good;
        }),
    };

    public DeleteSubscriptionsResponse Delete(DeleteSubscriptionsRequest request) => new()
    {
        Results = Array.ConvertAll(request.SubscriptionIds, id => Remove(id) ? StatusCode.Good : StatusCode.BadSubscriptionIdInvalid),
    };

    /// <exception cref="UaException">There is no such subscription.</exception>
    public Subscription Get(uint id) => Find(id)
        ?? throw new UaException(StatusCode.BadSubscriptionIdInvalid, $"This session has no subscription {id}.");

    /// <summary>Takes the acknowledgements at once and answers when there is a message.</summary>
    /// <exception cref="UaException">The session has no subscription, too many requests wait, or it ended.</exception>
    public Task<PublishResponse> PublishAsync(PublishRequest request)
    {
        lock (_gate)
        {
            var results = Array.ConvertAll(request.Acknowledgements, Acknowledge);
            if (_subscriptions.Count == 0 || _disposed)
            {
                throw new UaException(StatusCode.BadNoSubscription, "This session has no subscription.");
            }

            var answer = _requests.AddAsync(results);
            Serve();
            return answer;
        }
    }

    /// <summary>Sends waiting requests back: their channel is gone, and what was sent on it would be lost to Republish.</summary>
    public void DropRequests()
    {
        lock (_gate)
        {
            _requests.Refuse(StatusCode.BadSecureChannelClosed, "The channel of the request was closed.");
        }
    }

    /// <exception cref="UaException">There is no such subscription, or the message is no longer there.</exception>
    public RepublishResponse Republish(RepublishRequest request) => new()
    {
        Notification = Get(request.SubscriptionId).FindSent(request.RetransmitSequenceNumber)
            ?? throw new UaException(StatusCode.BadMessageNotAvailable, $"Message {request.RetransmitSequenceNumber} is not kept."),
    };

    public void Dispose()
    {
        uint[] open;
        lock (_gate)
        {
            _disposed = true;
            open = [.. _subscriptions.Keys];
        }

        foreach (var id in open)
        {
            Remove(id);
        }

        lock (_gate)
        {
            _requests.Refuse(StatusCode.BadSessionClosed, "The session was closed.");
        }
    }

    private void Tick(Subscription subscription)
    {
        lock (_gate)
        {
            if (!_subscriptions.ContainsKey(subscription.Id))
            {
                return;
            }

            if (subscription.Tick(isAsked: _requests.Count > 0))
            {
                Serve();
            }
        }

        if (subscription.HasExpired)
        {
            Remove(subscription.Id);
        }
    }

    /// <summary>Answers requests with messages while there are both: higher priority first, then by number.</summary>
    private void Serve()
    {
        var now = UaDateTime.Now(time);
        foreach (var (subscription, _) in _subscriptions.Values.OrderByDescending(entry => entry.Subscription.Settings.Priority))
        {
            while (_requests.Count > 0 && subscription.Take(now) is { } message)
            {
                var request = _requests.Take();
                request.Answer.SetResult(new PublishResponse
                {
                    SubscriptionId = subscription.Id,
                    AvailableSequenceNumbers = message.AvailableSequenceNumbers,
                    MoreNotifications = message.MoreNotifications,
                    Notification = message.Message,
                    Results = request.Acknowledgements,
                });
            }
        }
    }

    private StatusCode Acknowledge(SubscriptionAcknowledgement acknowledgement)
    {
        if (!_subscriptions.TryGetValue(acknowledgement.SubscriptionId, out var entry))
        {
            return StatusCode.BadSubscriptionIdInvalid;
        }

        return entry.Subscription.Acknowledge(acknowledgement.SequenceNumber) ? StatusCode.Good : StatusCode.BadSequenceNumberUnknown;
    }

    private bool Remove(uint id)
    {
        (Subscription Subscription, ITimer Timer) entry;
        lock (_gate)
        {
            if (!_subscriptions.Remove(id, out entry))
            {
                return false;
            }

            if (_subscriptions.Count == 0)
            {
                _requests.Refuse(StatusCode.BadNoSubscription, "The session's last subscription ended.");
            }
        }

        entry.Timer.Dispose();
        entry.Subscription.Close();
        return true;
    }

    private Subscription? Find(uint id)
    {
        lock (_gate)
        {
            return _subscriptions.TryGetValue(id, out var entry) ? entry.Subscription : null;
        }
    }

    private (Subscription Subscription, ITimer Timer) Entry(uint id) =>
        _subscriptions.TryGetValue(id, out var entry)
            ? entry
            : throw new UaException(StatusCode.BadSubscriptionIdInvalid, $"This session has no subscription {id}.");

    private SubscriptionSettings Revise(
        double intervalMilliseconds, uint lifetime, uint keepAlive, uint notifications, byte priority, bool enabled)
    {
        var asked = double.IsNaN(intervalMilliseconds) ? 0 : intervalMilliseconds;
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(
            asked, limits.MinPublishingInterval.TotalMilliseconds, limits.MaxPublishingInterval.TotalMilliseconds));
        var revisedKeepAlive = Math.Clamp(keepAlive, 1, MaxKeepAlive);
        return new SubscriptionSettings(
            interval,
            // At least three keep-alives (Part 4 §5.14.2).
            Math.Clamp(lifetime, revisedKeepAlive * 3, MaxKeepAlive * 10),
            revisedKeepAlive,
            notifications == 0 ? limits.MaxNotificationsPerPublish : Math.Min(notifications, limits.MaxNotificationsPerPublish),
            priority,
            enabled);
    }
}
