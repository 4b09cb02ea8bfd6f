using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Clocks;

/// <summary>When the lead of a clock becomes a value, and which.</summary>
public sealed class ClockTellerTests
{
    private const int Point = 7;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ClockTeller _teller;

    public ClockTellerTests() => _teller = new ClockTeller(Point, isKnown: false, _time);

    [Fact]
    public void The_first_that_is_measured_is_told_at_once_in_seconds_by_the_gateways_clock()
    {
        Assert.Null(_teller.Next(null));
        _time.Advance(TimeSpan.FromSeconds(1));

        var ticks = UaTime.FromDateTimeOffset(_time.GetUtcNow());
        Assert.Equal(new Sample(Point, Value.Of(-0.012346), Quality.Good, ticks, ticks), _teller.Next(TimeSpan.FromTicks(-123_456)));
    }

    [Fact]
    public void One_that_does_not_change_is_told_once_a_minute() =>
        Assert.Equal([0, 60, 120], ToldWithin(180, _ => TimeSpan.FromMilliseconds(5)).Select(told => told.Second));

    [Fact]
    public void A_step_is_told_at_once_and_one_that_never_rests_every_ten_seconds()
    {
        Assert.Equal([0, 25, 85], ToldWithin(90, second => TimeSpan.FromMilliseconds(second < 25 ? 0 : 101)).Select(told => told.Second));
        Assert.Equal([95, 105, 115], ToldWithin(30, second => TimeSpan.FromSeconds(second)).Select(told => told.Second + 90));
    }

    [Fact]
    public void One_that_is_not_measured_any_longer_is_told_once_to_be_uncertain_with_what_it_was()
    {
        var told = ToldWithin(200, second => second is < 15 or > 120 ? TimeSpan.FromSeconds(2) : null).ToArray();

        Assert.Equal([0, 15, 121, 181], told.Select(each => each.Second));
        Assert.Equal([Quality.Good, StatusCode.UncertainLastUsableValue.Value, Quality.Good, Quality.Good], told.Select(each => each.Sample.Status));
        Assert.All(told, each => Assert.Equal(Value.Of(2.0), each.Sample.Value));
    }

    [Fact]
    public void A_value_of_an_earlier_run_does_not_stay_for_a_present_one()
    {
        var restarted = new ClockTeller(Point, isKnown: true, _time);

        var (second, sample) = Assert.Single(ToldWithin(100, _ => null, restarted));
        Assert.Equal((10, Value.Null, StatusCode.BadWaitingForInitialData.Value), (second, sample.Value, sample.Status));
    }

    [Fact]
    public void No_lead_at_all_is_a_zero_without_a_sign() =>
        Assert.Equal(Value.Of(0.0), _teller.Next(TimeSpan.FromTicks(-1))?.Value);

    /// <summary>What is told when it is asked every second, 0 being the first.</summary>
    private IEnumerable<(int Second, Sample Sample)> ToldWithin(int seconds, Func<int, TimeSpan?> lead, ClockTeller? teller = null)
    {
        for (var second = 0; second < seconds; second++)
        {
            if ((teller ?? _teller).Next(lead(second)) is { } sample)
            {
                yield return (second, sample);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
