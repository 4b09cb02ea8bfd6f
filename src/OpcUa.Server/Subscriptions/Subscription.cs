using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>
/// Gathers the changes of its items and hands them out as numbered messages, a keep-alive when there are none, and ends
/// when nobody asks for them any longer (Part 4 §5.14.1).
/// </summary>
/// <remarks>For any number of threads. Its session calls <see cref="Tick"/> every publishing interval.</remarks>
internal sealed class Subscription
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, MonitoredItem> _items = [];
    private readonly ReadyItems _ready = new();
    private readonly RetransmissionQueue _sent;
    private SubscriptionSettings _settings;
    private uint _nextSequence = 1;
    private uint _nextItemId = 1;
    private uint _quietIntervals;
    private uint _unaskedIntervals;
    private bool _due;

    /// <param name="id">Unique within the server.</param>
    /// <param name="settings">As the server revised them.</param>
    /// <param name="maxRetransmissions">Messages kept for Republish.</param>
    public Subscription(uint id, SubscriptionSettings settings, int maxRetransmissions)
    {
        Id = id;
        _settings = settings;
        _sent = new RetransmissionQueue(maxRetransmissions);
        // The first message goes out after the first interval, with or without data.
        _quietIntervals = settings.MaxKeepAliveCount;
    }

    public uint Id { get; }

    public SubscriptionSettings Settings
    {
        get
        {
            lock (_gate)
            {
                return _settings;
            }
        }
    }

    /// <summary>Nobody asked for a message for the whole lifetime: the session drops the subscription.</summary>
    public bool HasExpired
    {
        get
        {
            lock (_gate)
            {
                return _unaskedIntervals >= _settings.LifetimeCount;
            }
        }
    }

    public uint[] AvailableSequenceNumbers
    {
        get
        {
            lock (_gate)
            {
                return _sent.SequenceNumbers;
            }
        }
    }

    public int ItemCount
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public void Modify(SubscriptionSettings settings)
    {
        lock (_gate)
        {
            _settings = settings;
            _unaskedIntervals = 0;
        }
    }

    /// <summary>Makes an item; it reports from the source's present value on.</summary>
    public DataItem Add(IValueSource source, MonitoredItemSettings settings) => Add(id => new DataItem(this, id, source, settings));

    /// <summary>Takes an item in that is made with the number it gets, and lets it hear of its news.</summary>
    public TItem Add<TItem>(Func<uint, TItem> make)
        where TItem : MonitoredItem
    {
        TItem item;
        lock (_gate)
        {
            item = make(_nextItemId++);
            _items.Add(item.Id, item);
        }

        // Outside the lock: the variable takes its own and then, with the value, this one.
        item.Attach();
        return item;
    }

    public MonitoredItem? Find(uint itemId)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault(itemId);
        }
    }

    /// <summary>Changes an item while nothing else happens to it.</summary>
    public void Change<TItem>(TItem item, Action<TItem> change)
        where TItem : MonitoredItem => Change(item, changed =>
        {
            change(changed);
            return true;
        });

    /// <summary>Changes an item while nothing else happens to it, and gives what the change says.</summary>
    public TResult Change<TItem, TResult>(TItem item, Func<TItem, TResult> change)
        where TItem : MonitoredItem
    {
        lock (_gate)
        {
            var result = change(item);
            _ready.Settle(item);
            return result;
        }
    }

    /// <summary>Switches an item on or off; one that was off begins anew with the present value (Part 4 §5.13.4).</summary>
    public void SetMode(MonitoredItem item, MonitoringMode mode)
    {
        MonitoringMode before;
        lock (_gate)
        {
            before = item.Mode;
            item.Mode = mode;
            item.IsTriggered = false;
            if (mode == MonitoringMode.Disabled)
            {
                item.Clear();
            }

            _ready.Settle(item);
        }

        if (before == MonitoringMode.Disabled && mode != MonitoringMode.Disabled && item is DataItem data)
        {
            data.Source.Refresh(data);
        }
    }

    /// <summary>Lets one item's changes report another that only samples (Part 4 §5.13.5).</summary>
    /// <returns>False when the trigger has as many links as it may.</returns>
    public bool Link(MonitoredItem trigger, MonitoredItem linked, int maxLinks)
    {
        lock (_gate)
        {
            if (trigger.Links?.Count >= maxLinks)
            {
                return false;
            }

            trigger.Link(linked);
            return true;
        }
    }

    /// <returns>Whether there was such a link.</returns>
    public bool Unlink(MonitoredItem trigger, MonitoredItem linked)
    {
        lock (_gate)
        {
            return trigger.Unlink(linked);
        }
    }

    /// <summary>Queues the last value of every item that reports and has none waiting.</summary>
    public void Repeat()
    {
        lock (_gate)
        {
            foreach (var item in _items.Values.OfType<DataItem>())
            {
                item.Repeat();
                _ready.Settle(item);
            }
        }
    }

    /// <returns>Whether there was such an item.</returns>
    public bool Remove(uint itemId)
    {
        MonitoredItem? item;
        lock (_gate)
        {
            if (!_items.Remove(itemId, out item))
            {
                return false;
            }

            _ready.Forget(item);
        }

        item.Detach();
        return true;
    }

    /// <summary>Lets go of every source.</summary>
    public void Close()
    {
        MonitoredItem[] items;
        lock (_gate)
        {
            items = [.. _items.Values];
            _items.Clear();
            Array.ForEach(items, _ready.Forget);
        }

        foreach (var item in items)
        {
            item.Detach();
        }
    }

    /// <summary>An item's source has a new value.</summary>
    public void Offer(DataItem item, in DataValue value)
    {
        lock (_gate)
        {
            if (item.Keep(value))
            {
                _ready.Announce(item);
            }
        }
    }

    /// <summary>Something happened that an item listens to.</summary>
    public void Offer(EventItem item, UaEvent happened, bool isRefresh)
    {
        lock (_gate)
        {
            if (item.Keep(happened, isRefresh))
            {
                _ready.Announce(item);
            }
        }
    }

    /// <summary>The items that listen to events.</summary>
    public EventItem[] EventItems()
    {
        lock (_gate)
        {
            return [.. _items.Values.OfType<EventItem>()];
        }
    }

    /// <summary>A publishing interval is over.</summary>
    /// <param name="isAsked">Whether the session holds a Publish request.</param>
    /// <returns>Whether a message, with data or a keep-alive, is to go out with the next Publish request.</returns>
    public bool Tick(bool isAsked)
    {
        lock (_gate)
        {
            _unaskedIntervals = isAsked ? 0 : _unaskedIntervals + 1;
            _quietIntervals++;
            _due |= HasData || _quietIntervals >= _settings.MaxKeepAliveCount;
            return _due;
        }
    }

    /// <summary>Takes the message that <see cref="Tick"/> announced, for a Publish request that is there.</summary>
    /// <returns>Nothing when no message is due.</returns>
    public PendingMessage? Take(UaDateTime now)
    {
        lock (_gate)
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
                return new PendingMessage(
                    new NotificationMessage { SequenceNumber = _nextSequence, PublishTime = now }, false, _sent.SequenceNumbers);
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
    }

    /// <summary>The last that its session hears of it; it is not kept for Republish.</summary>
    public NotificationMessage Farewell(StatusCode status, UaDateTime now)
    {
        lock (_gate)
        {
            _unaskedIntervals = 0;
            return new NotificationMessage { SequenceNumber = _nextSequence, PublishTime = now, Data = [new StatusChangeNotification(status)] };
        }
    }

    /// <returns>Whether the message was there.</returns>
    public bool Acknowledge(uint sequenceNumber)
    {
        lock (_gate)
        {
            return _sent.Remove(sequenceNumber);
        }
    }

    public NotificationMessage? FindSent(uint sequenceNumber)
    {
        lock (_gate)
        {
            _unaskedIntervals = 0;
            return _sent.Find(sequenceNumber);
        }
    }

    private bool HasData => _settings.PublishingEnabled && _ready.Waiting > 0;
}

/// <summary>A message on its way out.</summary>
/// <param name="Message">A keep-alive when it has no data.</param>
/// <param name="MoreNotifications">More is due at once.</param>
/// <param name="AvailableSequenceNumbers">What Republish can still have, this one included.</param>
internal sealed record PendingMessage(NotificationMessage Message, bool MoreNotifications, uint[] AvailableSequenceNumbers);

/// <summary>A subscription's parameters as the server revised them (Part 4 §5.14.2).</summary>
/// <param name="PublishingInterval">How often messages may go out.</param>
/// <param name="LifetimeCount">Intervals without a Publish request after which it ends; at least three times the keep-alive count.</param>
/// <param name="MaxKeepAliveCount">Quiet intervals after which a keep-alive goes out; at least 1.</param>
/// <param name="MaxNotificationsPerPublish">Changes in one message; at least 1.</param>
internal sealed record SubscriptionSettings(
    TimeSpan PublishingInterval,
    uint LifetimeCount,
    uint MaxKeepAliveCount,
    uint MaxNotificationsPerPublish,
    byte Priority,
    bool PublishingEnabled);
