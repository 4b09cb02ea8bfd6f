using IndustrialGateway.Platform.Pilots;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Tests.Pilots;

public sealed class WindowTests
{
    [Theory]
    [InlineData(Period.Minute, "2026-11-23T15:59:30Z", "2026-11-23T15:59:00Z", "2026-11-23T16:00:00Z")]
    [InlineData(Period.Hour, "2026-11-23T15:59:30Z", "2026-11-23T15:00:00Z", "2026-11-23T16:00:00Z")]
    [InlineData(Period.Day, "2026-11-23T15:59:59Z", "2026-11-22T16:00:00Z", "2026-11-23T16:00:00Z")]
    [InlineData(Period.Day, "2026-11-23T16:00:00Z", "2026-11-23T16:00:00Z", "2026-11-24T16:00:00Z")]
    [InlineData(Period.Day, "1969-12-31T10:00:00Z", "1969-12-30T16:00:00Z", "1969-12-31T16:00:00Z")]
    public void A_window_is_half_open_and_begins_where_it_does_in_Shanghai(Period period, string at, string start, string end)
    {
        var window = Window.Of(period, Window.MinuteOf(DateTimeOffset.Parse(at, null)));

        Assert.Equal(DateTimeOffset.Parse(start, null), window.StartTime);
        Assert.Equal(DateTimeOffset.Parse(end, null), window.EndTime);
        Assert.Equal(window.EndTime, window.Next.StartTime);
    }

    [Fact]
    public void A_due_day_ends_at_midnight_in_Shanghai() =>
        Assert.Equal(
            new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero), Window.EndOf(new DateOnly(2026, 12, 31)));
}
