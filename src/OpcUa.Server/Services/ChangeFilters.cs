using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>Turns the filter that a client asks for into the one that is applied (Part 4 §7.22.2).</summary>
internal sealed class ChangeFilters(AddressSpace space, CodecLimits codecLimits)
{
    private const uint PercentDeadband = 2;
    private const double WholePercent = 100;

    /// <returns>Good, or why the item is refused.</returns>
    public StatusCode TrySettle(Node? node, AttributeId attribute, ExtensionObject body, out ChangeFilter filter)
    {
        filter = ChangeFilter.Default;
        if (body.IsNull)
        {
            return StatusCode.Good;
        }

        if (attribute != AttributeId.Value)
        {
            return StatusCode.BadFilterNotAllowed;
        }

        var asked = DataChangeFilter.Decode(body, codecLimits);
        if (asked is null or { DeadbandType: > PercentDeadband })
        {
            return StatusCode.BadMonitoredItemFilterUnsupported;
        }

        if (!Enum.IsDefined(asked.Trigger))
        {
            return StatusCode.BadMonitoredItemFilterInvalid;
        }

        if (asked.DeadbandType == 0)
        {
            filter = new ChangeFilter(asked.Trigger, 0);
            return StatusCode.Good;
        }

        if (!double.IsFinite(asked.DeadbandValue) || asked.DeadbandValue < 0)
        {
            return StatusCode.BadDeadbandFilterInvalid;
        }

        return WithDeadband(node, asked, out filter);
    }

    private StatusCode WithDeadband(Node? node, DataChangeFilter asked, out ChangeFilter filter)
    {
        filter = default;
        if (node is not VariableNode variable || !space.Types.IsNumber(variable.DataType))
        {
            return StatusCode.BadFilterNotAllowed;
        }

        var deadband = asked.DeadbandValue;
        if (asked.DeadbandType == PercentDeadband)
        {
            // A share of what the variable can be at most (Part 8 §7.2), so the variable must say what that is.
            if (asked.DeadbandValue > WholePercent || variable.Range is not { } range)
            {
                return asked.DeadbandValue > WholePercent ? StatusCode.BadDeadbandFilterInvalid : StatusCode.BadMonitoredItemFilterUnsupported;
            }

            deadband *= (range.High - range.Low) / WholePercent;
        }

        filter = new ChangeFilter(asked.Trigger, deadband);
        return StatusCode.Good;
    }
}
