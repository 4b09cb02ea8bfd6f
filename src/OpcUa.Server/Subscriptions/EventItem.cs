using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>The events of one notifier as one subscription wants them; a full queue loses its oldest and says so with an event (Part 4 §7.22.3).</summary>
internal sealed class EventItem(Subscription subscription, uint id, ObjectNode notifier, EventItemSettings settings)
    : MonitoredItem(subscription, id, settings.ClientHandle, settings.Mode)
{
    private readonly Queue<Variant[]> _events = new();
    private EventItemSettings _settings = settings;
    private UaEvent? _overflow;
    private Variant[]? _refreshEnd;
    private bool _isRefreshing;

    public ObjectNode Notifier => notifier;

    public override int Waiting => _events.Count + (_overflow is null ? 0 : 1);

    /// <summary>Something happened.</summary>
    /// <param name="isRefresh">It is told once more because the client asked: the queue makes room, as a refresh without its beginning would be asked for anew for ever.</param>
    public void Offer(UaEvent happened, bool isRefresh = false) => Subscription.Offer(this, happened, isRefresh);

    /// <summary>Keeps the event when it is wanted.</summary>
    public bool Keep(UaEvent happened, bool isRefresh)
    {
        if (Mode == MonitoringMode.Disabled || IsRemoved || !(IsMark(happened) || _settings.Where.Wants(happened)))
        {
            return false;
        }

        if (_events.Count >= _settings.QueueSize && !isRefresh)
        {
            Dequeue();
            _overflow ??= new UaEvent(EventTypes.EventQueueOverflow, notifier, happened["Time"].AsDateTime(), "Events were lost: the item's queue was full.", 1);
        }

        var fields = Fields(happened);
        _events.Enqueue(fields);
        if (happened.Type == EventTypes.RefreshEnd)
        {
            _refreshEnd = fields;
        }

        return true;
    }

    /// <summary>A refresh begins, unless one is under way: until its end has been fetched (Part 9 §5.5.7).</summary>
    public bool BeginRefresh(UaEvent start)
    {
        var begins = false;
        Subscription.Change(this, item =>
        {
            if (!item._isRefreshing)
            {
                begins = true;
                item._isRefreshing = item.Keep(start, isRefresh: true);
            }
        });
        return begins;
    }

    public void EndRefresh(UaEvent end) => Subscription.Change(this, item => item._isRefreshing = item.Keep(end, isRefresh: true));

    public EventFieldList Take()
    {
        if (_overflow is { } overflow)
        {
            _overflow = null;
            return new EventFieldList(ClientHandle, Fields(overflow));
        }

        return new EventFieldList(ClientHandle, Dequeue());
    }

    public void Modify(EventItemSettings settings)
    {
        _settings = settings;
        ClientHandle = settings.ClientHandle;
        while (_events.Count > settings.QueueSize)
        {
            Dequeue();
        }
    }

    public override void Clear()
    {
        _events.Clear();
        _overflow = null;
        _refreshEnd = null;
        _isRefreshing = false;
    }

    public override void Attach() => notifier.Attach(this);

    public override void Detach() => notifier.Detach(this);

    private static bool IsMark(UaEvent happened) => happened.Type == EventTypes.RefreshStart || happened.Type == EventTypes.RefreshEnd;

    private Variant[] Dequeue()
    {
        var first = _events.Dequeue();
        if (first == _refreshEnd)
        {
            _refreshEnd = null;
            _isRefreshing = false;
        }

        return first;
    }

    private Variant[] Fields(UaEvent happened) => Array.ConvertAll(_settings.Select, field => EventFields.Read(happened, field));
}

/// <summary>How events are chosen and queued, as the server settled it.</summary>
/// <param name="QueueSize">At least 1.</param>
internal sealed record EventItemSettings(uint ClientHandle, int QueueSize, MonitoringMode Mode, SimpleAttributeOperand[] Select, WhereClause Where);
