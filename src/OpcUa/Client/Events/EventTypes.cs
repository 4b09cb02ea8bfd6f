using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Events;

/// <summary>The event types of namespace 0 that are treated apart (Part 5 §6.4, Part 9 §5).</summary>
public static class EventTypes
{
    public static NodeId BaseEvent => new(2041);

    /// <summary>Nodes or references were added or removed; its subtypes say which.</summary>
    public static NodeId BaseModelChange => new(2132);

    public static NodeId GeneralModelChange => new(2133);

    public static NodeId SemanticChange => new(2738);

    public static NodeId Condition => new(2782);

    public static NodeId RefreshStart => new(2787);

    public static NodeId RefreshEnd => new(2788);

    /// <summary>The server asks for a refresh: it may have lost events.</summary>
    public static NodeId RefreshRequired => new(2789);

    public static NodeId AcknowledgeableCondition => new(2881);

    public static NodeId AlarmCondition => new(2915);

    /// <summary>The item's queue was full: events are lost at this place (Part 4 §5.13.1.5).</summary>
    public static NodeId QueueOverflow => new(3035);
}
