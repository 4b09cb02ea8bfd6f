using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server;

/// <summary>Tells clients what the server does and how much of it, where they look for it (Part 5 §6.3).</summary>
internal static class ServerCapabilities
{
    public static void Publish(AddressSpace space, UaServerOptions options)
    {
        PublishOperationLimits(space, options);
        PublishSessionLimits(space, options);
        Set(space, ServerObject.MaxArrayLength, Variant.Of((uint)options.Codec.MaxArrayLength));
        Set(space, ServerObject.MaxStringLength, Variant.Of((uint)options.Codec.MaxStringBytes));
        Set(space, ServerObject.MaxByteStringLength, Variant.Of((uint)options.Codec.MaxByteStringBytes));
        Set(space, ServerObject.AccessHistoryDataCapability, Variant.Of(true));
        Limit(space, ServerObject.MaxReturnDataValues, options.Limits.MaxValuesPerHistoryRead);
        Set(space, ServerObject.RedundancySupport, Variant.Of((int)options.Redundancy));
        Set(space, ServerObject.ServerUriArray, Variant.OfArray(BuiltInType.String, options.RedundantServers.ToArray()));
    }

    private static void PublishOperationLimits(AddressSpace space, UaServerOptions options)
    {
        var limits = options.Limits;
        Limit(space, ServerObject.MaxNodesPerRead, limits.MaxNodesPerRead);
        Limit(space, ServerObject.MaxNodesPerWrite, limits.MaxNodesPerWrite);
        Limit(space, ServerObject.MaxNodesPerMethodCall, limits.MaxNodesPerMethodCall);
        Limit(space, ServerObject.MaxNodesPerBrowse, limits.MaxNodesPerBrowse);
        Limit(space, ServerObject.MaxNodesPerRegisterNodes, limits.MaxNodesPerRegister);
        Limit(space, ServerObject.MaxNodesPerTranslate, limits.MaxNodesPerTranslate);
        Limit(space, ServerObject.MaxMonitoredItemsPerCall, limits.MaxMonitoredItemsPerCall);
        Limit(space, ServerObject.MaxNodesPerHistoryReadData, limits.MaxNodesPerHistoryRead);
        Limit(space, ServerObject.MaxNodesPerHistoryReadEvents, limits.MaxNodesPerHistoryRead);
    }

    private static void PublishSessionLimits(AddressSpace space, UaServerOptions options)
    {
        var limits = options.Limits;
        Limit(space, ServerObject.MaxSessions, options.MaxSessions);
        Limit(space, ServerObject.MaxSubscriptionsPerSession, limits.MaxSubscriptions);
        Limit(space, ServerObject.MaxSubscriptions, (long)limits.MaxSubscriptions * options.MaxSessions);
        // One subscription may have all the items of its session.
        Limit(space, ServerObject.MaxMonitoredItemsPerSubscription, limits.MaxMonitoredItems);
        Limit(space, ServerObject.MaxMonitoredItems, (long)limits.MaxMonitoredItems * options.MaxSessions);
        Limit(space, ServerObject.MaxMonitoredItemsQueueSize, limits.MaxQueueSize);
        var points = Variant.Of((ushort)Math.Min(limits.MaxContinuationPoints, ushort.MaxValue));
        Set(space, ServerObject.MaxBrowseContinuationPoints, points);
        Set(space, ServerObject.MaxHistoryContinuationPoints, points);
    }

    private static void Limit(AddressSpace space, uint node, long limit) => Set(space, node, Variant.Of((uint)Math.Min(limit, uint.MaxValue)));

    private static void Set(AddressSpace space, uint node, Variant value) => ((VariableNode)space[new NodeId(node)]).Set(new DataValue(value));
}
