using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Live;

/// <summary>Which sample is the current one.</summary>
public sealed class CurrentValuesTests
{
    private const long TenYears = 3652 * TimeSpan.TicksPerDay;

    private readonly CurrentValues _values = new();

    [Fact]
    public void Backlog_moves_no_value_backwards()
    {
        Apply(Some.Sample(1, 10, second: 100), isBacklog: false);

        Assert.False(Apply(Some.Sample(1, 9, second: 50), isBacklog: true));
        Assert.Equal(10, Current());
    }

    [Fact]
    public void What_was_missed_and_is_filled_moves_no_value_backwards()
    {
        Apply(Some.Sample(1, 10, second: 100), isBacklog: false);

        Assert.False(Apply(Some.Sample(1, 9, second: 50) with { IsFilled = true }, isBacklog: false));
        Assert.Equal(10, Current());
    }

    [Fact]
    public void Backlog_in_its_order_moves_a_value_forwards()
    {
        Apply(Some.Sample(1, 1, second: 1), isBacklog: true);

        Assert.True(Apply(Some.Sample(1, 2, second: 2), isBacklog: true));
        Assert.Equal(2, Current());
    }

    [Fact]
    public void What_comes_live_counts_even_when_the_machines_clock_was_set_back()
    {
        Apply(Some.Sample(1, 1, second: 100), isBacklog: false);

        Apply(Some.Sample(1, 2, second: 10), isBacklog: false);

        Assert.Equal(2, Current());
    }

    [Fact]
    public void A_time_far_ahead_does_not_stay_current_for_years()
    {
        var ahead = Some.Sample(1, 1, second: 1) with { SourceTicks = Some.Start + (100 * 365 * TimeSpan.TicksPerDay) };
        Apply(ahead, isBacklog: true);

        Apply(Some.Sample(1, 2, second: 2), isBacklog: true);

        Assert.Equal(2, Current());
    }

    [Fact]
    public void A_live_value_from_far_ahead_gives_way_to_a_backlog_that_is_newer_than_its_receipt()
    {
        Apply(Some.Sample(1, 1, second: 5) with { SourceTicks = Some.Start + TenYears }, isBacklog: false);

        Assert.False(Apply(Some.Sample(1, 2, second: 4), isBacklog: true));
        Assert.True(Apply(Some.Sample(1, 3, second: 6), isBacklog: true));
        Assert.Equal(3, Current());
    }

    [Fact]
    public void A_gateway_whose_clock_was_set_back_takes_nothing_from_what_the_machines_clock_says()
    {
        var now = Some.Start + TimeSpan.TicksPerMinute;
        _values.TryApply(Some.Sample(1, 2, second: 20) with { ReceivedTicks = Some.Start - TenYears }, new Arrival(1, false, now));

        Assert.False(_values.TryApply(Some.Sample(1, 1, second: 10), new Arrival(1, true, now)));
        Assert.Equal(2, Current());
    }

    [Fact]
    public void A_platform_whose_clock_was_set_back_takes_nothing_from_what_the_gateways_clock_says()
    {
        _values.TryApply(Some.Sample(1, 2, second: 20), new Arrival(1, false, Some.Start - TenYears));

        Assert.False(_values.TryApply(Some.Sample(1, 1, second: 10), new Arrival(1, true, Some.Start - TenYears)));
        Assert.Equal(2, Current());
    }

    [Fact]
    public void Of_backlog_at_one_instant_the_last_is_current()
    {
        Apply(Some.Sample(1, 1, second: 1), isBacklog: true);
        Apply(Some.Sample(1, 2, second: 1), isBacklog: true);

        Assert.Equal(2, Current());
    }

    [Fact]
    public void Of_values_at_one_instant_the_one_of_the_later_record_stays_current_whatever_comes_first()
    {
        Apply(Some.Sample(1, 3, second: 1), isBacklog: false, sequence: 8);

        Assert.False(Apply(Some.Sample(1, 2, second: 1), isBacklog: true, sequence: 7));
        Assert.Equal(3, Current());
        Assert.True(Apply(Some.Sample(1, 4, second: 1), isBacklog: true, sequence: 9));
        Assert.Equal(4, Current());
    }

    [Fact]
    public void Only_what_is_live_and_good_counts_as_being_connected()
    {
        _values.TryApply(Some.Sample(1, 1), new Arrival(1, true, 10));
        Assert.Equal(0, _values.GoodSince(1));
        _values.TryApply(Some.Sample(1, 1), new Arrival(1, false, 20));
        Assert.Equal(20, _values.GoodSince(1));
        _values.TryApply(Some.Sample(1, 1, status: 0x8000_0000), new Arrival(1, false, 30));
        Assert.Equal(0, _values.GoodSince(1));
    }

    private bool Apply(Sample sample, bool isBacklog, long sequence = 1) => _values.TryApply(sample, new Arrival(sequence, isBacklog, 1));

    private double Current()
    {
        Assert.True(_values.TryGet(1, out var sample));
        return sample.Value.AsDouble();
    }
}
