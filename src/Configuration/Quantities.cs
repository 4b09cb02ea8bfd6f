using System.Globalization;

namespace IndustrialGateway.Configuration;

/// <summary>Durations and sizes as people write them: <c>500ms</c>, <c>1.5s</c>, <c>5m</c>, <c>64MiB</c>.</summary>
internal static class Quantities
{
    private static readonly (string Unit, double Ticks)[] DurationUnits =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond), ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    private static readonly (string Unit, double Bytes)[] SizeUnits =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    public static bool TryDuration(string text, out TimeSpan duration)
    {
        var known = TryScale(text, DurationUnits, StringComparison.Ordinal, out var ticks);
        duration = known ? TimeSpan.FromTicks((long)ticks) : default;
        return known;
    }

    public static bool TryBytes(string text, out long bytes)
    {
        var known = TryScale(text, SizeUnits, StringComparison.OrdinalIgnoreCase, out var value);
        bytes = known ? (long)value : 0;
        return known;
    }

    /// <summary>The shortest exact form: <c>90s</c> rather than <c>00:01:30</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        foreach (var (unit, ticks) in DurationUnits.OrderByDescending(unit => unit.Ticks))
        {
            if (duration.Ticks != 0 && duration.Ticks % (long)ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / (long)ticks}{unit}");
            }
        }

        return duration == TimeSpan.Zero ? "0s" : duration.ToString("c", CultureInfo.InvariantCulture);
    }

    public static string Text(long bytes)
    {
        foreach (var (unit, size) in SizeUnits.Take(4).Reverse())
        {
            if (bytes != 0 && bytes % (long)size == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / (long)size}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }

    private static bool TryScale(
        string text, (string Unit, double Scale)[] units, StringComparison comparison, out double scaled)
    {
        foreach (var (unit, scale) in units)
        {
            if (text.EndsWith(unit, comparison)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out var number)
                && number * scale < 9e18)
            {
                scaled = Math.Round(number * scale);
                return true;
            }
        }

        scaled = 0;
        return false;
    }
}
