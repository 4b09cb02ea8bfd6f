using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The subscriptions of one session, and who gets the next message (Part 4 §5.14).</summary>
/// <remarks>For any number of threads; <see cref="Dispose"/> ends every subscription and sends waiting requests back.</remarks>
internal sealed class SubscriptionService : IDisposable
{
    private readonly ServerLimits _limits;
    private readonly SubscriptionRegistry _registry;
    private readonly Lock _gate = new();
    private readonly HeldSubscriptions _subscriptions;
    private readonly PublishServing _publishing;
    private bool _disposed;

    public SubscriptionService(ServerLimits limits, SubscriptionRegistry registry, TimeProvider time)
    {
        _limits = limits;
        _registry = registry;
        _subscriptions = new HeldSubscriptions(time, Tick);
        _publishing = new PublishServing(limits, time);
    }

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
                return _subscriptions.Count < _limits.MaxSubscriptions && !_disposed && !IsAbandoned;
            }
        }
    }

    public int ItemCount
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.All.Sum(subscription => subscription.ItemCount);
            }
        }
    }

    /// <exception cref="UaException">The session has too many.</exception>
    public CreateSubscriptionResponse Create(CreateSubscriptionRequest request)
    {
        var settings = _limits.Revise(request);
        lock (_gate)
        {
            if (_disposed || IsAbandoned)
            {
                throw new UaException(StatusCode.BadSessionClosed, "The session was closed.");
            }

            if (_subscriptions.Count >= _limits.MaxSubscriptions)
            {
                throw new UaException(StatusCode.BadTooManySubscriptions, $"A session has at most {_limits.MaxSubscriptions} subscriptions.");
            }

            var subscription = new Subscription(_registry.Next(), settings, _limits.MaxRetransmissions);
            Hold(subscription);
            return settings.Created(subscription.Id);
        }
    }

    /// <exception cref="UaException">There is no such subscription.</exception>
    public ModifySubscriptionResponse Modify(ModifySubscriptionRequest request)
    {
        lock (_gate)
        {
            var subscription = _subscriptions.Get(request.SubscriptionId);
            var settings = _limits.Revise(request, subscription.Settings.PublishingEnabled);
            _subscriptions.Modify(subscription, settings);
            return settings.Modified();
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
    public Subscription Get(uint id)
    {
        lock (_gate)
        {
            return _subscriptions.Get(id);
        }
    }

    /// <summary>One of the session's own; null when it has none of this number.</summary>
    public Subscription? Find(uint id)
    {
        lock (_gate)
        {
            return _subscriptions.Find(id);
        }
    }

    /// <summary>Takes the acknowledgements at once and answers when there is a message, or with a bad status when the request is sent back.</summary>
    /// <exception cref="UaException">The session has no subscription, or it ended.</exception>
    public Task<PublishResponse> PublishAsync(PublishRequest request)
    {
        lock (_gate)
        {
            var results = Array.ConvertAll(request.Acknowledgements, _subscriptions.Acknowledge);
            if ((_subscriptions.Count == 0 && !_publishing.HasFarewells) || _disposed || IsAbandoned)
            {
                throw new UaException(StatusCode.BadNoSubscription, "This session has no subscription.");
            }

            var answer = _publishing.AddAsync(results);
            Serve();
            return answer;
        }
    }

    /// <summary>Sends waiting requests back: their channel is gone, and what was sent on it would be lost to Republish.</summary>
    public void DropRequests()
    {
        lock (_gate)
        {
            _publishing.Refuse(StatusCode.BadSecureChannelClosed);
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
            var subscription = Take(id);
            if (subscription is not null)
            {
                SayFarewell(subscription, StatusCode.GoodSubscriptionTransferred);
            }

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
            _publishing.ForgetFarewells();
            _publishing.Refuse(StatusCode.BadSessionClosed);
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
        Subscription[] open;
        lock (_gate)
        {
            _disposed = true;
            open = [.. _subscriptions.All];
        }

        Array.ForEach(open, subscription => End(subscription.Id));

        lock (_gate)
        {
            _publishing.ForgetFarewells();
            _publishing.Refuse(StatusCode.BadSessionClosed);
        }
    }

    private void Tick(Subscription subscription)
    {
        lock (_gate)
        {
            if (_subscriptions.Find(subscription.Id) is null)
            {
                return;
            }

            if (subscription.Tick(_publishing.IsAsked))
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
        _subscriptions.Add(subscription);
        _registry.Add(subscription.Id, this);
    }

    private Subscription? Take(uint id)
    {
        _registry.Remove(id, this);
        return _subscriptions.Remove(id);
    }

    /// <summary>The client learns with its next Publish that the subscription is no longer its own (Part 4 §7.25.4).</summary>
    private void SayFarewell(Subscription subscription, StatusCode status)
    {
        if (IsAbandoned || _disposed)
        {
            return;
        }

        _publishing.SayFarewell(subscription, status);
        Serve();
        RefuseIfIdle();
    }

    private void RefuseIfIdle()
    {
        if (_subscriptions.Count == 0)
        {
            _publishing.Refuse(StatusCode.BadNoSubscription);
        }
    }

    private void Serve() => _publishing.Serve(_subscriptions.All);
}
