using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>
/// When a subscription has something to say, under which number, and when nobody listens any longer: keep-alives, lifetime, sequence numbers and
/// what Republish can still have (Part 4 §5.14.1.2).
/// </summary>
/// <remarks>Its subscription holds the lock.</remarks>
internal sealed class PublishingState
{
    private readonly ReadyItems _ready;
    private readonly RetransmissionQueue _sent;
    private SubscriptionSettings _settings;
    private uint _nextSequence;
    private uint _quietIntervals;
    private uint _unaskedIntervals;
    private bool _due;

    /// <param name="ready">What there is to say.</param>
    /// <param name="maxRetransmissions">Messages kept for Republish.</param>
    /// <param name="firstSequence">The first message's number.</param>
    public PublishingState(ReadyItems ready, SubscriptionSettings settings, int maxRetransmissions, uint firstSequence = 1)
    {
        _ready = ready;
        _settings = settings;
        _sent = new RetransmissionQueue(maxRetransmissions);
        _nextSequence = firstSequence;
        // The first message goes out after the first interval, with or without data.
        _quietIntervals = settings.MaxKeepAliveCount;
    }

    public SubscriptionSettings Settings
    {
        get => _settings;
        set
        {
            _settings = value;
            _unaskedIntervals = 0;
        }
    }

    /// <summary>Nobody asked for a message for the whole lifetime.</summary>
    public bool HasExpired => _unaskedIntervals >= _settings.LifetimeCount;

    public uint[] AvailableSequenceNumbers => _sent.SequenceNumbers;

    private bool HasData => _settings.PublishingEnabled && _ready.Waiting > 0;

    /// <summary>A publishing interval is over.</summary>
    /// <param name="isAsked">Whether the session holds a Publish request.</param>
    /// <returns>Whether a message, with data or a keep-alive, is to go out with the next Publish request.</returns>
    public bool Tick(bool isAsked)
    {
        _unaskedIntervals = isAsked ? 0 : _unaskedIntervals + 1;
        _quietIntervals++;
        _due |= HasData || _quietIntervals >= _settings.MaxKeepAliveCount;
        return _due;
    }

    /// <summary>Takes the message that <see cref="Tick"/> announced, for a Publish request that is there.</summary>
    /// <returns>Nothing when no message is due.</returns>
    public PendingMessage? Take(UaDateTime now)
    {
        _unaskedIntervals = 0;
        if (!_due)
        {
            return null;
        }

        _quietIntervals = 0;
        if (!HasData)
        {
            _due = false;
            // A keep-alive carries the number of the next message and does not use it up.
            return new PendingMessage(new NotificationMessage { SequenceNumber = _nextSequence, PublishTime = now }, false, _sent.SequenceNumbers);
        }

        var message = new NotificationMessage
        {
            SequenceNumber = _nextSequence,
            PublishTime = now,
            Data = _ready.Take(_settings.MaxNotificationsPerPublish),
        };
        _nextSequence = _nextSequence == uint.MaxValue ? 1 : _nextSequence + 1;
        _sent.Add(message);
        _due = HasData;
        return new PendingMessage(message, _due, _sent.SequenceNumbers);
    }

    /// <summary>The last that its session hears of it; it is not kept for Republish.</summary>
    public NotificationMessage Farewell(StatusCode status, UaDateTime now)
    {
        _unaskedIntervals = 0;
        return new NotificationMessage { SequenceNumber = _nextSequence, PublishTime = now, Data = [new StatusChangeNotification(status)] };
    }

    /// <returns>Whether the message was there.</returns>
    public bool Acknowledge(uint sequenceNumber) => _sent.Remove(sequenceNumber);

    public NotificationMessage? FindSent(uint sequenceNumber)
    {
        _unaskedIntervals = 0;
        return _sent.Find(sequenceNumber);
    }
}

/// <summary>A message on its way out.</summary>
/// <param name="Message">A keep-alive when it has no data.</param>
/// <param name="MoreNotifications">More is due at once.</param>
/// <param name="AvailableSequenceNumbers">What Republish can still have, this one included.</param>
internal sealed record PendingMessage(NotificationMessage Message, bool MoreNotifications, uint[] AvailableSequenceNumbers);
