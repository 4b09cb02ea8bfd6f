using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The subscriptions of one session, and who gets the next message (Part 4 §5.14).</summary>
/// <remarks>For any number of threads; <see cref="Dispose"/> ends every subscription and sends waiting requests back.</remarks>
internal sealed class SubscriptionService(ServerLimits limits, SubscriptionRegistry registry, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<uint, (Subscription Subscription, ITimer Timer)> _subscriptions = [];
    private readonly PublishQueue _requests = new(limits.MaxPublishRequests);
    private readonly Queue<(uint Subscription, NotificationMessage Message)> _farewells = new();
    private bool _disposed;

    /// <summary>Who may take the subscriptions over.</summary>
    public SubscriptionOwner Owner { get; set; } = SubscriptionOwner.Nobody;

    /// <summary>The session has ended; what is here waits for another, or for its end.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whether one more subscription is allowed.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count < limits.MaxSubscriptions && !_disposed && !IsAbandoned;
            }
        }
    }

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
        var settings = limits.Revise(request);
        lock (_gate)
        {
            if (_disposed || IsAbandoned)
            {
                throw new UaException(StatusCode.BadSessionClosed, "The session was closed.");
            }

            if (_subscriptions.Count >= limits.MaxSubscriptions)
            {
                throw new UaException(StatusCode.BadTooManySubscriptions, $"A session has at most {limits.MaxSubscriptions} subscriptions.");
            }

            var subscription = new Subscription(registry.Next(), settings, limits.MaxRetransmissions);
            Hold(subscription);
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
            var settings = limits.Revise(request, subscription.Settings.PublishingEnabled);
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
        Results = Array.ConvertAll(request.SubscriptionIds, id => End(id) >= 0 ? StatusCode.Good : StatusCode.BadSubscriptionIdInvalid),
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
            if ((_subscriptions.Count == 0 && _farewells.Count == 0) || _disposed || IsAbandoned)
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

    /// <summary>Gives a subscription away to another session; this one is told (Part 4 §5.14.7).</summary>
    /// <returns>Nothing when it is not here any longer.</returns>
    public Subscription? Release(uint id)
    {
        lock (_gate)
        {
            if (Take(id) is not { } subscription)
            {
                return null;
            }

            SayFarewell(subscription, StatusCode.GoodSubscriptionTransferred);
            return subscription;
        }
    }

    /// <summary>Takes a subscription in that another session gave away.</summary>
    /// <returns>False when this session has ended meanwhile; the subscription ends too.</returns>
    public bool Adopt(Subscription subscription)
    {
        lock (_gate)
        {
            if (!_disposed && !IsAbandoned)
            {
                Hold(subscription);
                return true;
            }
        }

        subscription.Close();
        return false;
    }

    /// <summary>The session has ended: subscriptions go on without anybody who asks for their messages.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            IsAbandoned = true;
            _farewells.Clear();
            _requests.Refuse(StatusCode.BadSessionClosed, "The session was closed.");
        }
    }

    /// <summary>Ends a subscription.</summary>
    /// <returns>How many items it had; -1 when there is no such subscription.</returns>
    public int End(uint id)
    {
        Subscription? subscription;
        lock (_gate)
        {
            subscription = Take(id);
            RefuseIfIdle();
        }

        var items = subscription?.ItemCount ?? -1;
        subscription?.Close();
        return items;
    }

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
            End(id);
        }

        lock (_gate)
        {
            _farewells.Clear();
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

            if (!subscription.HasExpired)
            {
                return;
            }

            Take(subscription.Id);
            SayFarewell(subscription, StatusCode.BadTimeout);
        }

        subscription.Close();
    }

    private void Hold(Subscription subscription)
    {
        var interval = subscription.Settings.PublishingInterval;
        _subscriptions.Add(subscription.Id, (subscription, time.CreateTimer(_ => Tick(subscription), null, interval, interval)));
        registry.Add(subscription.Id, this);
    }

    private Subscription? Take(uint id)
    {
        if (!_subscriptions.Remove(id, out var entry))
        {
            return null;
        }

        entry.Timer.Dispose();
        registry.Remove(id, this);
        return entry.Subscription;
    }

    /// <summary>The client learns with its next Publish that the subscription is no longer its own (Part 4 §7.25.4).</summary>
    private void SayFarewell(Subscription subscription, StatusCode status)
    {
        if (IsAbandoned || _disposed)
        {
            return;
        }

        if (_farewells.Count == limits.MaxSubscriptions)
        {
            _farewells.Dequeue();
        }

        _farewells.Enqueue((subscription.Id, subscription.Farewell(status, UaDateTime.Now(time))));
        Serve();
        RefuseIfIdle();
    }

    private void RefuseIfIdle()
    {
        if (_subscriptions.Count == 0)
        {
            _requests.Refuse(StatusCode.BadNoSubscription, "The session's last subscription ended.");
        }
    }

    /// <summary>Answers requests with messages while there are both: higher priority first, then by number.</summary>
    private void Serve()
    {
        while (_requests.Count > 0 && _farewells.TryDequeue(out var farewell))
        {
            Answer(farewell.Subscription, new PendingMessage(farewell.Message, MoreNotifications: false, []));
        }

        var now = UaDateTime.Now(time);
        foreach (var (subscription, _) in _subscriptions.Values.OrderByDescending(entry => entry.Subscription.Settings.Priority))
        {
            while (_requests.Count > 0 && subscription.Take(now) is { } message)
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

    private StatusCode Acknowledge(SubscriptionAcknowledgement acknowledgement)
    {
        if (!_subscriptions.TryGetValue(acknowledgement.SubscriptionId, out var entry))
        {
            return StatusCode.BadSubscriptionIdInvalid;
        }

        return entry.Subscription.Acknowledge(acknowledgement.SequenceNumber) ? StatusCode.Good : StatusCode.BadSequenceNumberUnknown;
    }

    /// <summary>One of the session's own; null when it has none of this number.</summary>
    public Subscription? Find(uint id)
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
}
