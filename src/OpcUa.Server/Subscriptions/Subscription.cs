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
    private readonly PublishingState _publishing;
    private uint _nextItemId = 1;

    /// <param name="id">Unique within the server.</param>
    /// <param name="settings">As the server revised them.</param>
    /// <param name="maxRetransmissions">Messages kept for Republish.</param>
    public Subscription(uint id, SubscriptionSettings settings, int maxRetransmissions)
    {
        Id = id;
        _publishing = new PublishingState(_ready, settings, maxRetransmissions);
    }

    public uint Id { get; }

    public SubscriptionSettings Settings
    {
        get
        {
            lock (_gate)
            {
                return _publishing.Settings;
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
                return _publishing.HasExpired;
            }
        }
    }

    public uint[] AvailableSequenceNumbers
    {
        get
        {
            lock (_gate)
            {
                return _publishing.AvailableSequenceNumbers;
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
            _publishing.Settings = settings;
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
        where TItem : MonitoredItem
    {
        lock (_gate)
        {
            change(item);
            _ready.Settle(item);
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

    /// <inheritdoc cref="PublishingState.Tick"/>
    public bool Tick(bool isAsked)
    {
        lock (_gate)
        {
            return _publishing.Tick(isAsked);
        }
    }

    /// <inheritdoc cref="PublishingState.Take"/>
    public PendingMessage? Take(UaDateTime now)
    {
        lock (_gate)
        {
            return _publishing.Take(now);
        }
    }

    /// <inheritdoc cref="PublishingState.Farewell"/>
    public NotificationMessage Farewell(StatusCode status, UaDateTime now)
    {
        lock (_gate)
        {
            return _publishing.Farewell(status, now);
        }
    }

    /// <returns>Whether the message was there.</returns>
    public bool Acknowledge(uint sequenceNumber)
    {
        lock (_gate)
        {
            return _publishing.Acknowledge(sequenceNumber);
        }
    }

    public NotificationMessage? FindSent(uint sequenceNumber)
    {
        lock (_gate)
        {
            return _publishing.FindSent(sequenceNumber);
        }
    }
}
