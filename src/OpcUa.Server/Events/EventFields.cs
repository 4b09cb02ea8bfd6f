using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Events;

/// <summary>Finds the fields that clients name by a path (Part 4 §7.7.4.5).</summary>
internal static class EventFields
{
    /// <summary>Null when the event has no such field.</summary>
    public static Variant Read(UaEvent happened, SimpleAttributeOperand field)
    {
        if (field.Attribute == AttributeId.NodeId && field.BrowsePath.Length == 0)
        {
            return happened.ConditionId.IsNull ? Variant.Null : Variant.Of(happened.ConditionId);
        }

        if (field.Attribute != AttributeId.Value || field.BrowsePath.Length == 0)
        {
            return Variant.Null;
        }

        var value = happened[string.Join('/', field.BrowsePath.Select(name => name.Name))];
        return NumericRange.TryParse(field.IndexRange, out var range) && range is not null ? range.Apply(new DataValue(value)).Value : value;
    }
}
