using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>Against what the change of a number is measured (Part 4 §7.22.2).</summary>
public enum DeadbandType
{
    None = 0,
    Absolute = 1,

    /// <summary>Of the node's EURange, which only analog items have (Part 8 §6.2).</summary>
    Percent = 2,
}

/// <summary>How far a number must move from the last one reported before it is reported again.</summary>
public readonly record struct Deadband
{
    private Deadband(DeadbandType type, double value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>Every change is reported.</summary>
    public static Deadband None => default;

    public DeadbandType Type { get; }

    /// <summary>In the number's own unit, or in percent.</summary>
    public double Value { get; }

    /// <exception cref="ArgumentOutOfRangeException">Negative or no number.</exception>
    public static Deadband Absolute(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return double.IsFinite(value)
            ? new Deadband(value > 0 ? DeadbandType.Absolute : DeadbandType.None, value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A deadband is a finite number.");
    }

    /// <param name="value">0 to 100, of the node's EURange.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0 to 100.</exception>
    public static Deadband Percent(double value) => value is >= 0 and <= 100
        ? new Deadband(value > 0 ? DeadbandType.Percent : DeadbandType.None, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A deadband in percent is 0 to 100.");

    internal DataChangeFilter FilterWith(DataChangeTrigger trigger) => new(trigger, (uint)Type, Value);
}
