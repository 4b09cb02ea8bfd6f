namespace IndustrialGateway.Edge.Sources;

/// <summary>How far a machine's clock is ahead.</summary>
public sealed class SourceClockTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private const long Noon = 134_000_000_000_000_000;

    private readonly SourceClock _clock = new();

    [Fact]
    public void The_sample_that_was_least_late_counts_for_one_or_two_windows()
    {
        Assert.Null(_clock.Lead);

        _clock.Add(-3600 * Second, Noon);
        _clock.Add(-2 * Second, Noon + Second);
        _clock.Add(-3 * Second, Noon + (2 * Second));
        Assert.Equal(TimeSpan.FromSeconds(-2), _clock.Lead);

        _clock.Add(-9 * Second, Noon + (61 * Second));
        Assert.Equal(TimeSpan.FromSeconds(-2), _clock.Lead);
        _clock.Add(-8 * Second, Noon + (122 * Second));
        Assert.Equal(TimeSpan.FromSeconds(-8), _clock.Lead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_gateway_whose_clock_is_set_measures_anew(int sign)
    {
        var step = sign * 3652L * TimeSpan.TicksPerDay;
        _clock.Add(0, Noon);

        _clock.Add(-step, Noon + step);

        Assert.Equal(TimeSpan.FromTicks(-step), _clock.Lead);
    }
}
