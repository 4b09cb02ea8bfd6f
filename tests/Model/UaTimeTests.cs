using CsCheck;

namespace IndustrialGateway.Model.Tests;

public sealed class UaTimeTests
{
    [Theory]
    [InlineData("1601-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00Z", UaTime.UnixEpochTicks)]
    [InlineData("2026-11-23T15:00:00.1234567Z", 134_399_196_001_234_567)]
    public void Instants_have_the_ticks_of_the_specification(string instant, long ticks)
    {
        var time = DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(ticks, UaTime.FromDateTimeOffset(time));
        Assert.Equal(time, UaTime.ToDateTimeOffset(ticks));
    }

    [Fact]
    public void Nanoseconds_and_timestamps_lead_back_to_the_same_ticks() => Gen.Long.Sample(ticks =>
    {
        var (seconds, nanoseconds) = UaTime.ToTimestamp(ticks);

        Assert.True(UaTime.TryFromTimestamp(seconds, nanoseconds, out var again));
        Assert.Equal(ticks, again);
        Assert.True(!UaTime.FitsUnixNanoseconds(ticks) ||
            UaTime.FromUnixNanoseconds(UaTime.ToUnixNanoseconds(ticks)) == ticks);
    });

    [Fact]
    public void Parts_that_are_no_instant_are_refused()
    {
        Assert.False(UaTime.TryFromTimestamp(long.MaxValue, 0, out _));
        Assert.False(UaTime.TryFromTimestamp(0, -1, out _));
        Assert.False(UaTime.TryFromTimestamp(0, 1_000_000_000, out _));
    }

    [Fact]
    public void Every_instant_has_a_DateTimeOffset_even_if_only_the_nearest()
    {
        Assert.Equal(DateTimeOffset.MinValue, UaTime.ToDateTimeOffset(long.MinValue));
        Assert.Equal(DateTimeOffset.MaxValue, UaTime.ToDateTimeOffset(long.MaxValue));
    }
}
