using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
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

    private const uint AbsoluteDeadband = 1;

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public CreateMonitoredItemsResponse Create(CreateMonitoredItemsRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        CheckCount(request.ItemsToCreate.Length);
        if (!Enum.IsDefined(request.TimestampsToReturn))
        {
            throw new UaException(StatusCode.BadTimestampsToReturnInvalid, $"{request.TimestampsToReturn} is no choice of timestamps.");
        }

        var room = limits.MaxMonitoredItems - subscriptions.ItemCount;
        return new CreateMonitoredItemsResponse
        {
            Results = Array.ConvertAll(request.ItemsToCreate, wanted =>
                room-- <= 0 ? Refused(StatusCode.BadTooManyMonitoredItems) : Create(subscription, wanted, request.TimestampsToReturn)),
        };
    }

    /// <exception cref="UaException">The request as a whole is refused.</exception>
    public DeleteMonitoredItemsResponse Delete(DeleteMonitoredItemsRequest request)
    {
        var subscription = subscriptions.Get(request.SubscriptionId);
        CheckCount(request.MonitoredItemIds.Length);
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

        if (wanted.ItemToMonitor.Attribute != AttributeId.Value || node is not VariableNode variable)
        {
            return Refused(StatusCode.BadAttributeIdInvalid);
        }

        if (!string.IsNullOrEmpty(wanted.ItemToMonitor.IndexRange))
        {
            return Refused(StatusCode.BadIndexRangeNoData);
        }

        if (!Enum.IsDefined(wanted.MonitoringMode))
        {
            return Refused(StatusCode.BadMonitoringModeInvalid);
        }

        if (!TryFilter(wanted.Filter, out var filter, out var refusal))
        {
            return Refused(refusal);
        }

        var queueSize = Math.Clamp(wanted.QueueSize, 1, limits.MaxQueueSize);
        var item = subscription.Add(variable, new MonitoredItemSettings(
            wanted.ClientHandle, (int)queueSize, wanted.DiscardOldest, wanted.MonitoringMode, filter, timestamps));
        return new MonitoredItemCreateResult(StatusCode.Good, item.Id, ExceptionBased, queueSize);
    }

    private bool TryFilter(ExtensionObject body, out ChangeFilter filter, out StatusCode refusal)
    {
        filter = ChangeFilter.Default;
        refusal = StatusCode.Good;
        if (body.TypeId.IsNull)
        {
            return true;
        }

        var asked = DataChangeFilter.Decode(body, codecLimits);
        refusal = asked switch
        {
            null => StatusCode.BadMonitoredItemFilterUnsupported,
            { DeadbandType: > AbsoluteDeadband } => StatusCode.BadMonitoredItemFilterUnsupported,
            _ when !Enum.IsDefined(asked.Trigger) || double.IsNaN(asked.DeadbandValue) || asked.DeadbandValue < 0 =>
                StatusCode.BadMonitoredItemFilterInvalid,
            _ => StatusCode.Good,
        };
        if (asked is not null && refusal == StatusCode.Good)
        {
            filter = new ChangeFilter(asked.Trigger, asked.DeadbandType == AbsoluteDeadband ? asked.DeadbandValue : 0);
        }

        return refusal == StatusCode.Good;
    }

    private void CheckCount(int count)
    {
        if (count == 0)
        {
            throw new UaException(StatusCode.BadNothingToDo, "The request names no item.");
        }

        if (count > limits.MaxMonitoredItemsPerCall)
        {
            throw new UaException(StatusCode.BadTooManyOperations, $"{count} items in one call are above {limits.MaxMonitoredItemsPerCall}.");
        }
    }

    private static MonitoredItemCreateResult Refused(StatusCode status) => new(status, 0, 0, 0);
}
