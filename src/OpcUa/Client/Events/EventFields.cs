namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>The fields that every event has, and those of conditions and alarms.</summary>
public static class EventFields
{
    public static EventField EventId { get; } = EventField.Of(EventTypes.BaseEvent, "EventId");

    public static EventField EventType { get; } = EventField.Of(EventTypes.BaseEvent, "EventType");

    public static EventField Severity { get; } = EventField.Of(EventTypes.BaseEvent, "Severity");

    /// <summary>Of every event (Part 5 §6.4.2).</summary>
    public static IReadOnlyList<EventField> Base { get; } =
    [
        EventId,
        EventType,
        EventField.Of(EventTypes.BaseEvent, "SourceNode"),
        EventField.Of(EventTypes.BaseEvent, "SourceName"),
        EventField.Of(EventTypes.BaseEvent, "Time"),
        EventField.Of(EventTypes.BaseEvent, "ReceiveTime"),
        EventField.Of(EventTypes.BaseEvent, "Message"),
        Severity,
    ];

    /// <summary>Of conditions, and of those that are acknowledged or are alarms; null in other events (Part 9 §5.5.2, §5.7.2, §5.8.2).</summary>
    public static IReadOnlyList<EventField> Condition { get; } =
    [
        EventField.ConditionId,
        EventField.Of(EventTypes.Condition, "ConditionName"),
        EventField.Of(EventTypes.Condition, "BranchId"),
        EventField.Of(EventTypes.Condition, "Retain"),
        EventField.Of(EventTypes.Condition, "EnabledState/Id"),
        EventField.Of(EventTypes.Condition, "Quality"),
        EventField.Of(EventTypes.Condition, "Comment"),
        EventField.Of(EventTypes.Condition, "ClientUserId"),
        EventField.Of(EventTypes.AcknowledgeableCondition, "AckedState/Id"),
        EventField.Of(EventTypes.AcknowledgeableCondition, "ConfirmedState/Id"),
        EventField.Of(EventTypes.AlarmCondition, "ActiveState/Id"),
    ];

    /// <summary>What changed, in a model change event; a semantic change event has its own under the same name (Part 5 §6.4.32).</summary>
    public static EventField ModelChanges { get; } = EventField.Of(EventTypes.GeneralModelChange, "Changes");
}
