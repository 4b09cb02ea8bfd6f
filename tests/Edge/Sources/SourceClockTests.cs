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

    [Fact]
    public void What_was_measured_counts_no_longer_than_two_windows_without_a_sample_nor_after_the_clock_was_set()
    {
        _clock.Add(3 * Second, Noon);
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.LeadAt(Noon));
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.LeadAt(Noon + (119 * Second)));

        Assert.Null(_clock.LeadAt(Noon + (120 * Second)));
        Assert.Null(_clock.LeadAt(Noon - Second));
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
