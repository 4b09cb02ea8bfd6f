using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>
/// An instant as it is on the wire: ticks of 100 ns since 1601-01-01 UTC; zero means "not given" (Part 6 §5.2.2.5).
/// Any 64 bits are kept as they came, also those outside what a calendar can hold.
/// </summary>
public readonly record struct UaDateTime(long Ticks) : IComparable<UaDateTime>
{
    /// <summary>Ticks between year 1 (.NET) and 1601 (OPC UA).</summary>
    private const long Offset = 504911232000000000;

    public static UaDateTime Null => default;

    public bool IsNull => Ticks == 0;

    public static bool operator <(UaDateTime left, UaDateTime right) => left.Ticks < right.Ticks;

    public static bool operator >(UaDateTime left, UaDateTime right) => left.Ticks > right.Ticks;

    public static bool operator <=(UaDateTime left, UaDateTime right) => left.Ticks <= right.Ticks;

    public static bool operator >=(UaDateTime left, UaDateTime right) => left.Ticks >= right.Ticks;

    public static UaDateTime From(DateTimeOffset instant) => new(instant.UtcTicks - Offset);

    /// <summary>The clock's present instant.</summary>
    public static UaDateTime Now(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return From(time.GetUtcNow());
    }

    /// <summary>The same instant for the calendar; what lies before year 1 or after year 9999 becomes the nearest end.</summary>
    public DateTimeOffset ToDateTimeOffset()
    {
        var ticks = Ticks > DateTime.MaxValue.Ticks - Offset
            ? DateTime.MaxValue.Ticks
            : Math.Max(Ticks, -Offset) + Offset;
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    public int CompareTo(UaDateTime other) => Ticks.CompareTo(other.Ticks);

    public override string ToString() =>
        IsNull ? "-" : ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);
}
