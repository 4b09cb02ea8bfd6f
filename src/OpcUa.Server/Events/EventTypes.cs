using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>The standard event types that this server reports (Part 5 §6.4, Part 9 §5).</summary>
public static class EventTypes
{
    public static readonly NodeId BaseEvent = new(2041);
    public static readonly NodeId SystemEvent = new(2130);
    public static readonly NodeId BaseModelChange = new(2132);
    public static readonly NodeId GeneralModelChange = new(2133);
    public static readonly NodeId Condition = new(2782);
    public static readonly NodeId RefreshStart = new(2787);
    public static readonly NodeId RefreshEnd = new(2788);
    public static readonly NodeId AcknowledgeableCondition = new(2881);
    public static readonly NodeId EventQueueOverflow = new(3035);
    public static readonly NodeId OffNormalAlarm = new(10637);

    /// <summary>Number, name and parent.</summary>
    internal static readonly (uint Id, string Name, uint Parent)[] Tree =
    [
        (2041, "BaseEventType", 58), (2130, "SystemEventType", 2041), (2132, "BaseModelChangeEventType", 2041),
        (2133, "GeneralModelChangeEventType", 2132), (3035, "EventQueueOverflowEventType", 2041), (2782, "ConditionType", 2041),
        (2787, "RefreshStartEventType", 2130), (2788, "RefreshEndEventType", 2130), (2881, "AcknowledgeableConditionType", 2782),
        (2915, "AlarmConditionType", 2881), (10523, "DiscreteAlarmType", 2915), (10637, "OffNormalAlarmType", 10523),
    ];
}
