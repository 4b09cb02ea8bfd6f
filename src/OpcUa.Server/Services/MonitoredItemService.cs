using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Events;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Adds items to subscriptions and takes them out; a bad one costs that one (Part 4 §5.13).</summary>
internal sealed class MonitoredItemService(
    AddressSpace space, SubscriptionService subscriptions, ServerLimits limits, CodecLimits codecLimits)
{
    /// <summary>Changes are told as they come: no sampling.</summary>
    private const double ExceptionBased = 0;

    private readonly ChangeFilters _filters = new(space, codecLimits);
    private readonly EventFilters _eventFilters = new(space, codecLimits);

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public CreateMonitoredItemsResponse Create(CreateMonitoredItemsRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        Requests.CheckCount(request.ItemsToCreate.Length, limits.MaxMonitoredItemsPerCall, "item");
        Requests.Check(request.TimestampsToReturn);
        var room = limits.MaxMonitoredItems - subscriptions.ItemCount;
        return new CreateMonitoredItemsResponse
        {
            Results = Array.ConvertAll(request.ItemsToCreate, wanted =>
                room-- <= 0 ? Refused(StatusCode.BadTooManyMonitoredItems) : Create(subscription, wanted, request.TimestampsToReturn)),
        };
    }

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public ModifyMonitoredItemsResponse Modify(ModifyMonitoredItemsRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        Requests.CheckCount(request.ItemsToModify.Length, limits.MaxMonitoredItemsPerCall, "item");
        Requests.Check(request.TimestampsToReturn);
        return new ModifyMonitoredItemsResponse
        {
            Results = Array.ConvertAll(request.ItemsToModify, wanted => Modify(subscription, wanted, request.TimestampsToReturn)),
        };
    }

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public DeleteMonitoredItemsResponse Delete(DeleteMonitoredItemsRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        Requests.CheckCount(request.MonitoredItemIds.Length, limits.MaxMonitoredItemsPerCall, "item");
        return new DeleteMonitoredItemsResponse
        {
            Results = Array.ConvertAll(
                request.MonitoredItemIds, id => subscription.Remove(id) ? StatusCode.Good : StatusCode.BadMonitoredItemIdInvalid),
        };
    }

    private MonitoredItemCreateResult Create(Subscription subscription, MonitoredItemCreateRequest wanted, TimestampsToReturn timestamps)
    {
        if (!space.TryFind(wanted.ItemToMonitor.NodeId, out var node))
        {
            return Refused(StatusCode.BadNodeIdUnknown);
        }

        if (!Enum.IsDefined(wanted.MonitoringMode))
        {
            return Refused(StatusCode.BadMonitoringModeInvalid);
        }

        if (wanted.ItemToMonitor.Attribute == AttributeId.EventNotifier && node is ObjectNode { NotifiesEvents: true } notifier)
        {
            return Listen(subscription, notifier, wanted);
        }

        if (!NumericRange.TryParse(wanted.ItemToMonitor.IndexRange, out var range))
        {
            return Refused(StatusCode.BadIndexRangeInvalid);
        }

        var refusal = _filters.TrySettle(node, wanted.ItemToMonitor.Attribute, wanted.Filter, out var filter);
        if (refusal != StatusCode.Good)
        {
            return Refused(refusal);
        }

        if (Source(node, wanted.ItemToMonitor.Attribute) is not { } source)
        {
            return Refused(node is VariableNode && wanted.ItemToMonitor.Attribute == AttributeId.Value ? StatusCode.BadNotReadable : StatusCode.BadAttributeIdInvalid);
        }

        var queueSize = Math.Clamp(wanted.QueueSize, 1, limits.MaxQueueSize);
        var item = subscription.Add(source, new MonitoredItemSettings(
            wanted.ClientHandle, (int)queueSize, wanted.DiscardOldest, wanted.MonitoringMode, filter, timestamps, range));
        return new MonitoredItemCreateResult(StatusCode.Good, item.Id, ExceptionBased, queueSize);
    }

    private MonitoredItemCreateResult Listen(Subscription subscription, ObjectNode notifier, MonitoredItemCreateRequest wanted)
    {
        var (status, filter, result) = _eventFilters.Check(wanted.Filter);
        if (filter is null)
        {
            return Refused(status) with { FilterResult = result };
        }

        var queueSize = EventQueue(wanted.QueueSize);
        var item = subscription.Add(id => new EventItem(subscription, id, notifier, new EventItemSettings(
            wanted.ClientHandle, (int)queueSize, wanted.MonitoringMode, filter.SelectClauses, new WhereClause(filter.WhereClause, space.Types))));
        return new MonitoredItemCreateResult(StatusCode.Good, item.Id, ExceptionBased, queueSize) { FilterResult = result };
    }

    private MonitoredItemModifyResult Modify(Subscription subscription, EventItem item, MonitoredItemModifyRequest wanted)
    {
        var (status, filter, _) = _eventFilters.Check(wanted.Filter);
        if (filter is null)
        {
            return new MonitoredItemModifyResult(status, 0, 0);
        }

        var queueSize = EventQueue(wanted.QueueSize);
        subscription.Change(item, changed => changed.Modify(new EventItemSettings(
            wanted.ClientHandle, (int)queueSize, changed.Mode, filter.SelectClauses, new WhereClause(filter.WhereClause, space.Types))));
        return new MonitoredItemModifyResult(StatusCode.Good, ExceptionBased, queueSize);
    }

    // Small numbers ask for the server's own size: a queue of one would lose most of what happens at once (Part 4 §7.21).
    private uint EventQueue(uint asked) => asked <= 1 ? limits.DefaultEventQueueSize : Math.Min(asked, limits.MaxQueueSize);

    private MonitoredItemModifyResult Modify(Subscription subscription, MonitoredItemModifyRequest wanted, TimestampsToReturn timestamps)
    {
        var found = subscription.Find(wanted.MonitoredItemId);
        if (found is EventItem listening)
        {
            return Modify(subscription, listening, wanted);
        }

        if (found is not DataItem item)
        {
            return new MonitoredItemModifyResult(StatusCode.BadMonitoredItemIdInvalid, 0, 0);
        }

        var (node, attribute) = item.Source is VariableNode variable ? (variable, AttributeId.Value) : (null, AttributeId.NodeId);
        var refusal = _filters.TrySettle(node, attribute, wanted.Filter, out var filter);
        if (refusal != StatusCode.Good)
        {
            return new MonitoredItemModifyResult(refusal, 0, 0);
        }

        var queueSize = Math.Clamp(wanted.QueueSize, 1, limits.MaxQueueSize);
        subscription.Change(item, changed => changed.Modify(changed.Settings with
        {
            ClientHandle = wanted.ClientHandle,
            QueueSize = (int)queueSize,
            DiscardOldest = wanted.DiscardOldest,
            Filter = filter,
            Timestamps = timestamps,
        }));
        return new MonitoredItemModifyResult(StatusCode.Good, ExceptionBased, queueSize);
    }

    private static IValueSource? Source(Node node, AttributeId attribute) => (node, attribute) switch
    {
        (VariableNode variable, AttributeId.Value) => variable.AccessLevel.HasFlag(AccessLevels.Read) ? variable : null,
        _ => NodeAttributes.Read(node, attribute) is { } value ? new FixedValue(node, new DataValue(value)) : null,
    };

    private static MonitoredItemCreateResult Refused(StatusCode status) => new(status, 0, 0, 0);
}
