using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Turns a machine's event into a value of its point: a structure of the fields that it has, at the time at which it happened.</summary>
internal static class EventMapping
{
    /// <summary>The structure's name; what kind of event it is stands in its field EventType.</summary>
    public const string TypeName = "Event";

    /// <summary>Whether it says something of the telling and not of the machine.</summary>
    public static bool IsMark(UaEvent happened) =>
        happened.EventType == EventTypes.RefreshStart || happened.EventType == EventTypes.RefreshEnd || IsLoss(happened);

    /// <summary>Whether events before it may be missing.</summary>
    public static bool IsLoss(UaEvent happened) =>
        happened.EventType == EventTypes.QueueOverflow || happened.EventType == EventTypes.RefreshRequired;

    public static Sample SampleOf(int point, UaEvent happened, long receivedTicks, NamespaceTable namespaces)
    {
        var ticks = happened.Time.IsNull ? receivedTicks : happened.Time.Ticks;
        try
        {
            var fields = happened.Fields.Select(field => (field.Name, ValueMapping.Of(field.Value, namespaces))).ToArray();
            return new Sample(point, Value.OfStructure(new StructureValue(TypeName, fields)), StatusCode.Good.Value, ticks, receivedTicks);
        }
        catch (ArgumentException)
        {
            // Nested deeper than is kept: the event is lost, that there was one is not.
            return new Sample(point, Value.Null, StatusCode.BadEncodingLimitsExceeded.Value, ticks, receivedTicks);
        }
    }
}
