using CsCheck;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Types;

public sealed class UaDateTimeTests
{
    [Fact]
    public void The_first_tick_is_in_1601() =>
        Assert.Equal(new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(1), new UaDateTime(1).ToDateTimeOffset());

    [Fact]
    public void Every_instant_of_the_calendar_comes_back() =>
        Gen.Long[0, DateTime.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero))
            .Sample(instant => UaDateTime.From(instant).ToDateTimeOffset() == instant);

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void What_no_calendar_holds_becomes_its_nearest_end(long ticks)
    {
        var end = ticks > 0 ? DateTimeOffset.MaxValue : DateTimeOffset.MinValue;

        Assert.Equal(end, new UaDateTime(ticks).ToDateTimeOffset());
    }
}
