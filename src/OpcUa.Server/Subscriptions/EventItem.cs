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

    public ObjectNode Notifier => notifier;

    public override int Waiting => _events.Count + (_overflow is null ? 0 : 1);

    /// <summary>Something happened.</summary>
    public void Offer(UaEvent happened) => Subscription.Offer(this, happened);

    /// <summary>Keeps the event when it is wanted.</summary>
    public bool Keep(UaEvent happened)
    {
        var isOwn = happened.Type == EventTypes.RefreshStart || happened.Type == EventTypes.RefreshEnd;
        if (Mode == MonitoringMode.Disabled || IsRemoved || !(isOwn || _settings.Where.Wants(happened)))
        {
            return false;
        }

        if (_events.Count == _settings.QueueSize)
        {
            _events.Dequeue();
            _overflow ??= new UaEvent(EventTypes.EventQueueOverflow, notifier, happened["Time"].AsDateTime(), "Events were lost: the item's queue was full.", 1);
        }

        _events.Enqueue(Fields(happened));
        return true;
    }

    public EventFieldList Take()
    {
        if (_overflow is { } overflow)
        {
            _overflow = null;
            return new EventFieldList(ClientHandle, Fields(overflow));
        }

        return new EventFieldList(ClientHandle, _events.Dequeue());
    }

    public void Modify(EventItemSettings settings)
    {
        _settings = settings;
        ClientHandle = settings.ClientHandle;
        while (_events.Count > settings.QueueSize)
        {
            _events.Dequeue();
        }
    }

    public override void Clear()
    {
        _events.Clear();
        _overflow = null;
    }

    public override void Attach() => notifier.Attach(this);

    public override void Detach() => notifier.Detach(this);

    private Variant[] Fields(UaEvent happened) => Array.ConvertAll(_settings.Select, field => EventFields.Read(happened, field));
}

/// <summary>How events are chosen and queued, as the server settled it.</summary>
/// <param name="QueueSize">At least 1.</param>
internal sealed record EventItemSettings(uint ClientHandle, int QueueSize, MonitoringMode Mode, SimpleAttributeOperand[] Select, WhereClause Where);
