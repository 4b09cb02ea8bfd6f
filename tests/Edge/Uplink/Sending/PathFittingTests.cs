using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.V1;
using Microsoft.Extensions.Time.Testing;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>How blocks are made for paths that are good, long, lossy or full.</summary>
public sealed class PathFittingTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly PathFigures _path;
    private readonly BacklogPace _pace;

    public PathFittingTests()
    {
        _path = new PathFigures(new PathOptions { Name = "5g", Endpoint = new Uri("https://platform.example") }, _time);
        _pace = new BacklogPace(_time);
    }

    [Fact]
    public void On_a_good_path_what_comes_goes_at_once_and_raw()
    {
        Answer(20, milliseconds: 10);
        var fitting = Fitting();
        fitting.Sending(Live());

        Assert.Equal((false, TimeSpan.Zero), (fitting.Compresses, fitting.Gathering(Log.Process)));
    }

    [Fact]
    public void On_a_long_path_it_gathers_for_an_eighth_of_the_round_trip_and_is_compressed()
    {
        Answer(20, milliseconds: 400);
        var fitting = Fitting();
        var first = fitting.Gathering(Log.Process);
        fitting.Sending(Live());
        _time.Advance(TimeSpan.FromMilliseconds(20));
        var second = fitting.Gathering(Log.Process);
        _time.Advance(TimeSpan.FromMilliseconds(30));

        Assert.True(fitting.Compresses);
        Assert.Equal((0, 30, 0), (first.TotalMilliseconds, second.TotalMilliseconds, fitting.Gathering(Log.Process).TotalMilliseconds));
    }

    [Fact]
    public void What_one_log_sends_keeps_no_other_waiting_and_alarms_wait_for_nothing()
    {
        Answer(20, milliseconds: 400);
        var fitting = Fitting();
        fitting.Sending(Live());
        fitting.Sending(Live() with { Log = Log.Alarm });

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (fitting.Gathering(Log.Diagnostic), fitting.Gathering(Log.Alarm)));
    }

    [Fact]
    public void It_gathers_for_a_tenth_of_a_second_at_most()
    {
        Answer(20, milliseconds: 3_000);
        var fitting = Fitting();
        fitting.Sending(Live());

        Assert.Equal(100, fitting.Gathering(Log.Process).TotalMilliseconds);
    }

    [Fact]
    public void A_path_that_loses_is_worth_compressing_for()
    {
        for (var number = 1u; number <= 100; number++)
        {
            _path.Probes.Sent(number);
            if (number % 20 != 0)
            {
                _path.Probes.Answered(number);
            }

            _time.Advance(Interval);
        }

        var fitting = Fitting();
        fitting.Sending(Live());
        Assert.Equal((true, TimeSpan.Zero), (fitting.Compresses, fitting.Gathering(Log.Process)));
    }

    [Fact]
    public void A_path_that_holds_the_backlog_up_is_worth_compressing_for_and_no_longer_once_it_does_not()
    {
        var fitting = Fitting();
        foreach (var milliseconds in new[] { 5, 5, 5, 200 })
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            _pace.RoundTrip(TimeSpan.FromMilliseconds(milliseconds));
        }

        var held = fitting.Compresses;
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal((true, false), (held, fitting.Compresses));
    }

    [Theory]
    [InlineData(CompressionChoice.Always, true)]
    [InlineData(CompressionChoice.Never, false)]
    internal void What_is_set_is_done_whatever_the_path(CompressionChoice choice, bool compresses)
    {
        Answer(20, milliseconds: compresses ? 1 : 900);

        Assert.Equal(compresses, new PathFitting(_path, _pace, choice, _time).Compresses);
    }

    private PathFitting Fitting() => new(_path, _pace, CompressionChoice.Auto, _time);

    private void Answer(int times, int milliseconds)
    {
        for (var answer = 0; answer < times; answer++)
        {
            _time.Advance(Interval);
            _path.RoundTrip(TimeSpan.FromMilliseconds(milliseconds));
        }
    }

    private static Parcel Live() => new(Log.Process, new SequenceRange(1, 1), 10, IsLate: false, new ExchangeRequest());
}
