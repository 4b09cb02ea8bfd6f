using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>The objects and properties below the Server object that tell what a server can do (OPC 10000-5 §6.3, §8.3; numbers from OPC 10000-6 Annex A).</summary>
internal static class ServerObject
{
    public const uint EnabledFlag = 2294;
    public const uint ServerProfileArray = 2269;
    public const uint LocaleIdArray = 2271;
    public const uint MinSupportedSampleRate = 2272;
    public const uint MaxBrowseContinuationPoints = 2735;
    public const uint MaxHistoryContinuationPoints = 2737;
    public const uint MaxArrayLength = 11702;
    public const uint MaxStringLength = 11703;
    public const uint MaxByteStringLength = 12911;
    public const uint MaxSessions = 24095;
    public const uint MaxSubscriptions = 24096;
    public const uint MaxMonitoredItems = 24097;
    public const uint MaxSubscriptionsPerSession = 24098;
    public const uint MaxMonitoredItemsPerSubscription = 24104;
    public const uint MaxMonitoredItemsQueueSize = 31916;
    public const uint MaxNodesPerRead = 11705;
    public const uint MaxNodesPerWrite = 11707;
    public const uint MaxNodesPerMethodCall = 11709;
    public const uint MaxNodesPerBrowse = 11710;
    public const uint MaxNodesPerRegisterNodes = 11711;
    public const uint MaxNodesPerTranslate = 11712;
    public const uint MaxMonitoredItemsPerCall = 11714;
    public const uint MaxNodesPerHistoryReadData = 12165;
    public const uint MaxNodesPerHistoryReadEvents = 12166;
    public const uint RedundancySupport = 3709;
    public const uint ServerUriArray = 11314;
    public const uint AccessHistoryDataCapability = 11193;
    public const uint MaxReturnDataValues = 11273;

    private const uint Duration = 290;
    private const uint LocaleId = 295;
    private const uint RedundancySupportType = 851;
    private const uint Capabilities = 2268;
    private const uint Limits = 11704;
    private const uint Diagnostics = 2274;
    private const uint Redundancy = 2296;
    private const uint History = 11192;

    /// <summary>The types of the objects: number, name, parent.</summary>
    public static readonly (uint Id, string Name, uint Parent)[] Types =
    [
        (2013, "ServerCapabilitiesType", 58), (2020, "ServerDiagnosticsType", 58), (2033, "VendorServerInfoType", 58),
        (2034, "ServerRedundancyType", 58), (2039, "NonTransparentRedundancyType", 2034), (2330, "HistoryServerCapabilitiesType", 58),
        (11564, "OperationLimitsType", 61), (11616, "NamespaceMetadataType", 58), (11645, "NamespacesType", 58),
    ];

    /// <summary>The objects: number, name, type, parent; a parent comes before what is below it.</summary>
    public static readonly (uint Id, string Name, uint Type, uint Parent)[] Objects =
    [
        (Capabilities, "ServerCapabilities", 2013, 2253), (Limits, "OperationLimits", 11564, Capabilities),
        (2996, "ModellingRules", 61, Capabilities), (2997, "AggregateFunctions", 61, Capabilities),
        (History, "HistoryServerCapabilities", 2330, Capabilities), (11201, "AggregateFunctions", 61, History),
        (Diagnostics, "ServerDiagnostics", 2020, 2253), (2295, "VendorServerInfo", 2033, 2253),
        (Redundancy, "ServerRedundancy", 2039, 2253), (11715, "Namespaces", 11645, 2253),
    ];

    /// <summary>The properties with the value that they have until a server starts: number, name, data type, parent.</summary>
    public static readonly (uint Id, string Name, uint DataType, uint Parent, Variant Value)[] Properties =
    [
        (2994, "Auditing", 1, 2253, Variant.Of(false)), (EnabledFlag, "EnabledFlag", 1, Diagnostics, Variant.Of(false)),
        Strings(ServerProfileArray, "ServerProfileArray", Capabilities), (LocaleIdArray, "LocaleIdArray", LocaleId, Capabilities, Variant.OfArray(BuiltInType.String, Array.Empty<string>())),
        (MinSupportedSampleRate, "MinSupportedSampleRate", Duration, Capabilities, Variant.Of(0.0)),
        Short(MaxBrowseContinuationPoints, "MaxBrowseContinuationPoints"), Short(2736, "MaxQueryContinuationPoints"),
        Short(MaxHistoryContinuationPoints, "MaxHistoryContinuationPoints"),
        Limit(MaxArrayLength, "MaxArrayLength", Capabilities), Limit(MaxStringLength, "MaxStringLength", Capabilities),
        Limit(MaxByteStringLength, "MaxByteStringLength", Capabilities), Limit(MaxSessions, "MaxSessions", Capabilities),
        Limit(MaxSubscriptions, "MaxSubscriptions", Capabilities), Limit(MaxMonitoredItems, "MaxMonitoredItems", Capabilities),
        Limit(MaxSubscriptionsPerSession, "MaxSubscriptionsPerSession", Capabilities),
        Limit(MaxMonitoredItemsPerSubscription, "MaxMonitoredItemsPerSubscription", Capabilities),
        Limit(MaxMonitoredItemsQueueSize, "MaxMonitoredItemsQueueSize", Capabilities),
        Limit(MaxNodesPerRead, "MaxNodesPerRead", Limits), Limit(MaxNodesPerWrite, "MaxNodesPerWrite", Limits),
        Limit(MaxNodesPerMethodCall, "MaxNodesPerMethodCall", Limits), Limit(MaxNodesPerBrowse, "MaxNodesPerBrowse", Limits),
        Limit(MaxNodesPerRegisterNodes, "MaxNodesPerRegisterNodes", Limits),
        Limit(MaxNodesPerTranslate, "MaxNodesPerTranslateBrowsePathsToNodeIds", Limits),
        Limit(MaxMonitoredItemsPerCall, "MaxMonitoredItemsPerCall", Limits),
        Limit(MaxNodesPerHistoryReadData, "MaxNodesPerHistoryReadData", Limits),
        Limit(MaxNodesPerHistoryReadEvents, "MaxNodesPerHistoryReadEvents", Limits),
        (RedundancySupport, "RedundancySupport", RedundancySupportType, Redundancy, Variant.Of(0)),
        Strings(ServerUriArray, "ServerUriArray", Redundancy),
        Can(AccessHistoryDataCapability, "AccessHistoryDataCapability"), Can(11242, "AccessHistoryEventsCapability"),
        Limit(MaxReturnDataValues, "MaxReturnDataValues", History), Limit(11274, "MaxReturnEventValues", History),
        Can(11196, "InsertDataCapability"), Can(11197, "ReplaceDataCapability"), Can(11198, "UpdateDataCapability"),
        Can(11199, "DeleteRawCapability"), Can(11200, "DeleteAtTimeCapability"), Can(11281, "InsertEventCapability"),
        Can(11282, "ReplaceEventCapability"), Can(11283, "UpdateEventCapability"), Can(11502, "DeleteEventCapability"),
        Can(11275, "InsertAnnotationCapability"),
    ];

    private static (uint Id, string Name, uint DataType, uint Parent, Variant Value) Strings(uint id, string name, uint parent) =>
        (id, name, (uint)BuiltInType.String, parent, Variant.OfArray(BuiltInType.String, Array.Empty<string>()));

    private static (uint Id, string Name, uint DataType, uint Parent, Variant Value) Short(uint id, string name) =>
        (id, name, (uint)BuiltInType.UInt16, Capabilities, Variant.Of((ushort)0));

    private static (uint Id, string Name, uint DataType, uint Parent, Variant Value) Limit(uint id, string name, uint parent) =>
        (id, name, (uint)BuiltInType.UInt32, parent, Variant.Of(0u));

    private static (uint Id, string Name, uint DataType, uint Parent, Variant Value) Can(uint id, string name) =>
        (id, name, (uint)BuiltInType.Boolean, History, Variant.Of(false));
}
