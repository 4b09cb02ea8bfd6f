using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Uplink.Clocks;

/// <summary>How far the platform's clock is ahead, whatever delays the messages that tell it.</summary>
public sealed class PlatformClockTests
{
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3652);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly PlatformClock _clock;

    public PlatformClockTests() => _clock = new PlatformClock(_time);

    [Fact]
    public void Of_several_probes_the_one_with_the_least_round_trip_counts()
    {
        Assert.Null(_clock.Lead);

        Probe(TimeSpan.FromSeconds(5), there: 200, back: 10);
        Probe(TimeSpan.FromSeconds(5), there: 10, back: 10);
        Probe(TimeSpan.FromSeconds(5), there: 10, back: 300);

        Assert.Equal(TimeSpan.FromSeconds(5), _clock.Lead);
    }

    [Fact]
    public void The_error_is_at_most_half_the_least_round_trip() =>
        Gen.Select(Gen.Int[-100_000, 100_000], Gen.Select(Gen.Int[1, 400], Gen.Int[1, 400]).Array[1, 20]).Sample((lead, ways) =>
        {
            var time = new FakeTimeProvider();
            var clock = new PlatformClock(time);
            foreach (var (there, back) in ways)
            {
                Probe(time, clock, TimeSpan.FromMilliseconds(lead), there, back);
            }

            var least = ways.Min(way => way.Item1 + way.Item2);
            Assert.InRange((clock.Lead!.Value - TimeSpan.FromMilliseconds(lead)).Duration().TotalMilliseconds, 0, least / 2.0);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_platform_whose_clock_is_set_is_measured_anew(int sign)
    {
        Probe(TimeSpan.Zero, there: 5, back: 5);

        Probe(sign * TenYears, there: 50, back: 50);

        Assert.Equal(sign * TenYears, _clock.Lead);
    }

    [Fact]
    public void What_was_measured_long_ago_is_forgotten()
    {
        Probe(TimeSpan.FromSeconds(1), there: 1, back: 1);

        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Null(_clock.Lead);
    }

    [Fact]
    public void A_probe_during_which_our_clock_was_set_does_not_count()
    {
        var now = _time.GetUtcNow();

        _clock.Add(now + TenYears, now, now, TimeSpan.FromMilliseconds(10));

        Assert.Null(_clock.Lead);
    }

    private void Probe(TimeSpan lead, int there, int back) => Probe(_time, _clock, lead, there, back);

    private static void Probe(FakeTimeProvider time, PlatformClock clock, TimeSpan lead, int there, int back)
    {
        var sent = time.GetUtcNow();
        time.Advance(TimeSpan.FromMilliseconds(there));
        var echoed = time.GetUtcNow() + lead;
        time.Advance(TimeSpan.FromMilliseconds(back));
        clock.Add(sent, echoed, echoed, TimeSpan.FromMilliseconds(there + back));
    }
}
