namespace IndustrialGateway.Model;

/// <summary>Instants as the product keeps them: 100 ns ticks since 1601-01-01 UTC, OPC UA's DateTime (Part 6 §5.2.2.5).</summary>
public static class UaTime
{
    /// <summary>Ticks of 1970-01-01.</summary>
    public const long UnixEpochTicks = 116_444_736_000_000_000;

    /// <summary>First instant that int64 Unix nanoseconds can hold (1677-09-21), in ticks.</summary>
    public const long MinNanosecondTicks = UnixEpochTicks + (long.MinValue / 100);

    /// <summary>Last instant that int64 Unix nanoseconds can hold (2262-04-11), in ticks.</summary>
    public const long MaxNanosecondTicks = UnixEpochTicks + (long.MaxValue / 100);

    public const long TicksPerSecond = 10_000_000;

    private const long DateTimeTicksOf1601 = 504_911_232_000_000_000;

    public static long FromDateTimeOffset(DateTimeOffset instant) => instant.UtcTicks - DateTimeTicksOf1601;

    /// <summary>The instant; one outside years 1 to 9999 becomes the nearest that a DateTimeOffset can hold.</summary>
    public static DateTimeOffset ToDateTimeOffset(long ticks) => ticks switch
    {
        < -DateTimeTicksOf1601 => DateTimeOffset.MinValue,
        _ when ticks > DateTimeOffset.MaxValue.Ticks - DateTimeTicksOf1601 => DateTimeOffset.MaxValue,
        _ => new DateTimeOffset(ticks + DateTimeTicksOf1601, TimeSpan.Zero),
    };

    /// <summary>True when the instant has a value in int64 Unix nanoseconds.</summary>
    public static bool FitsUnixNanoseconds(long ticks) => ticks is >= MinNanosecondTicks and <= MaxNanosecondTicks;

    /// <summary>Unix nanoseconds; an instant out of range becomes the first or last that fits.</summary>
    public static long ToUnixNanoseconds(long ticks) =>
        (Math.Clamp(ticks, MinNanosecondTicks, MaxNanosecondTicks) - UnixEpochTicks) * 100;

    /// <summary>Ticks of the 100 ns interval that holds this instant.</summary>
    public static long FromUnixNanoseconds(long nanoseconds)
    {
        var (quotient, remainder) = Math.DivRem(nanoseconds, 100);
        return UnixEpochTicks + quotient - (remainder < 0 ? 1 : 0);
    }

    /// <summary>The two parts of a protobuf Timestamp, for any tick value.</summary>
    public static (long Seconds, int Nanoseconds) ToTimestamp(long ticks)
    {
        var (seconds, rest) = Math.DivRem(ticks, TicksPerSecond);
        if (rest < 0)
        {
            seconds--;
            rest += TicksPerSecond;
        }

        return (seconds - (UnixEpochTicks / TicksPerSecond), (int)rest * 100);
    }

    /// <summary>False when the parts are no instant that ticks can hold.</summary>
    public static bool TryFromTimestamp(long seconds, int nanoseconds, out long ticks)
    {
        var wide = ((Int128)seconds * TicksPerSecond) + (nanoseconds / 100) + UnixEpochTicks;
        ticks = unchecked((long)wide);
        return nanoseconds is >= 0 and < 1_000_000_000 && wide == ticks;
    }
}
