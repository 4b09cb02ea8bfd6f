using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>A minute, an hour or a day of Asia/Shanghai, half-open: begun, and not yet at the next one's beginning.</summary>
/// <param name="Period">How long the window is.</param>
/// <param name="Start">Its first instant, in minutes since 1970-01-01 UTC.</param>
internal readonly record struct Window(Period Period, int Start)
{
    /// <summary>Asia/Shanghai has kept UTC+8 since 1991; a machine without a time zone database knows it too.</summary>
    private const int ShanghaiOffsetMinutes = 8 * 60;

    public static readonly Period[] Periods = [Period.Minute, Period.Hour, Period.Day];

    public int Minutes => MinutesOf(Period);

    public int End => Start + Minutes;

    public DateTimeOffset StartTime => DateTimeOffset.FromUnixTimeSeconds(Start * 60L);

    public DateTimeOffset EndTime => DateTimeOffset.FromUnixTimeSeconds(End * 60L);

    public Window Next => this with { Start = End };

    /// <summary>The window of a period that holds a minute.</summary>
    public static Window Of(Period period, int minute)
    {
        var length = MinutesOf(period);
        var local = minute + ShanghaiOffsetMinutes;
        return new Window(period, minute - (int)((((long)local % length) + length) % length));
    }

    public static int MinuteOf(DateTimeOffset time) => (int)Math.Clamp(
        Math.Floor((time - DateTimeOffset.UnixEpoch).TotalMinutes), int.MinValue / 2, int.MaxValue / 2);

    /// <summary>The end of a day of Asia/Shanghai.</summary>
    public static DateTimeOffset EndOf(DateOnly day) =>
        new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.FromMinutes(ShanghaiOffsetMinutes));

    private static int MinutesOf(Period period) => period switch
    {
        Period.Minute => 1,
        Period.Hour => 60,
        Period.Day => 24 * 60,
        _ => throw new ArgumentOutOfRangeException(nameof(period), period, "A window is a minute, an hour or a day."),
    };
}
