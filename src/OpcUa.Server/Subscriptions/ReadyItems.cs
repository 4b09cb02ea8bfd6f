using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>The items of a subscription that have something to report, in the order in which they got it, and how much that is.</summary>
/// <remarks>Its subscription holds the lock.</remarks>
internal sealed class ReadyItems
{
    private readonly Queue<MonitoredItem> _row = new();

    /// <summary>Everything that the items have to report.</summary>
    public int Waiting { get; private set; }

    /// <summary>Counts what the item has to report, and puts it into the row when it has something.</summary>
    public void Settle(MonitoredItem item)
    {
        var reportable = item.Reportable;
        Waiting += reportable - item.Counted;
        item.Counted = reportable;
        if (reportable > 0 && !item.IsQueued)
        {
            item.IsQueued = true;
            _row.Enqueue(item);
        }
    }

    /// <summary>The item has something new: it and those that report with it are settled.</summary>
    public void Announce(MonitoredItem item)
    {
        Settle(item);
        if (item.Links is { } links)
        {
            foreach (var linked in links)
            {
                linked.IsTriggered = linked.Waiting > 0;
                Settle(linked);
            }
        }
    }

    /// <summary>The item reports nothing any longer; it stays in the row, which passes over it.</summary>
    public void Forget(MonitoredItem item)
    {
        item.IsRemoved = true;
        item.Unlink();
        item.Clear();
        Settle(item);
    }

    /// <summary>At most so much of what waits, item by item.</summary>
    public NotificationData[] Take(uint atMost)
    {
        var count = (int)Math.Min(atMost, (uint)Waiting);
        var changes = new MonitoredItemNotification[count];
        var changed = 0;
        List<EventFieldList>? events = null;
        while (changed + (events?.Count ?? 0) < count)
        {
            var item = _row.Peek();
            if (item.Counted == 0)
            {
                item.IsQueued = false;
                _row.Dequeue();
                continue;
            }

            if (item is DataItem data)
            {
                changes[changed++] = data.Take();
            }
            else
            {
                (events ??= []).Add(((EventItem)item).Take()); // there are these two kinds
            }

            Waiting--;
            if (--item.Counted == 0)
            {
                item.IsTriggered = false;
            }
        }

        if (events is null)
        {
            return [new DataChangeNotification(changes)];
        }

        var happened = new EventNotificationList([.. events]);
        return changed == 0 ? [happened] : [new DataChangeNotification(changes[..changed]), happened];
    }
}
