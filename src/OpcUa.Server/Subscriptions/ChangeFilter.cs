using System.Globalization;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Subscriptions;

/// <summary>Tells a change from a repetition (Part 4 §7.22.2).</summary>
/// <param name="Trigger">What counts as a change.</param>
/// <param name="AbsoluteDeadband">A number, or one in an array, must have moved by more than this; 0 = any move counts.</param>
internal readonly record struct ChangeFilter(DataChangeTrigger Trigger, double AbsoluteDeadband)
{
    /// <summary>What holds when the client asks for nothing else.</summary>
    public static readonly ChangeFilter Default = new(DataChangeTrigger.StatusValue, 0);

    public bool IsChange(in DataValue before, in DataValue now)
    {
        if (before.Status != now.Status)
        {
            return true;
        }

        return Trigger switch
        {
            DataChangeTrigger.Status => false,
            DataChangeTrigger.StatusValue => HasMoved(before.Value, now.Value),
            _ => before.SourceTimestamp != now.SourceTimestamp || HasMoved(before.Value, now.Value),
        };
    }

    private bool HasMoved(Variant before, Variant now)
    {
        if (AbsoluteDeadband > 0 && IsNumber(before) && IsNumber(now))
        {
            return !(Math.Abs(now.AsDouble() - before.AsDouble()) <= AbsoluteDeadband);
        }

        return AbsoluteDeadband > 0 && before.Reference is Array was && now.Reference is Array @is && was.GetType() == @is.GetType() && was.Length == @is.Length
            ? HasMoved(was, @is)
            : before != now;
    }

    private bool HasMoved(Array before, Array now)
    {
        for (var i = 0; i < now.Length; i++)
        {
            var (was, @is) = (before.GetValue(i), now.GetValue(i));
            var isWithin = was is IConvertible one and not string && @is is IConvertible two
                ? Math.Abs(two.ToDouble(CultureInfo.InvariantCulture) - one.ToDouble(CultureInfo.InvariantCulture)) <= AbsoluteDeadband
                : Equals(was, @is);
            if (!isWithin)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(Variant value) =>
        value is { Shape: VariantShape.Scalar, Type: >= BuiltInType.SByte and <= BuiltInType.Double };
}
