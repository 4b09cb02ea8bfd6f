using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>Which path data takes, second by second.</summary>
public sealed class PathChoiceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly PathFigures _first;
    private readonly PathFigures _second;
    private readonly PathChoice _choice;
    private readonly List<string> _changes = [];

    public PathChoiceTests()
    {
        _first = new PathFigures(Path("5g"), _time);
        _second = new PathFigures(Path("pon"), _time);
        _choice = new PathChoice([_first, _second], _time, NullLogger.Instance);
        _choice.Changed += path => _changes.Add(path?.Options.Name ?? "none");
    }

    [Fact]
    public void The_first_path_that_is_open_is_taken_and_the_preferred_one_only_when_it_has_been_good_for_long()
    {
        Open(_second);
        Pass(1, first: null, second: 10);
        Open(_first);
        Pass(29, first: 10, second: 10);
        var before = _choice.Active;
        Pass(2, first: 10, second: 10);

        Assert.Equal((_second, _first), (before, _choice.Active));
        Assert.Equal(["pon", "5g"], _changes);
    }

    [Fact]
    public void A_silent_path_is_left_within_a_second_and_not_taken_again_while_it_comes_and_goes()
    {
        Open();
        Pass(5, first: 10, second: 20);
        Pass(1, first: null, second: 20);
        var after = _choice.Active;
        for (var round = 0; round < 20; round++)
        {
            Pass(5, first: 10, second: 20);
            Pass(5, first: null, second: 20);
        }

        Assert.Equal((_second, _second), (after, _choice.Active));
        Assert.Equal(["5g", "pon"], _changes);
    }

    [Fact]
    public void A_path_that_becomes_long_is_left_after_some_seconds_and_not_for_a_moments_delay()
    {
        Open();
        Pass(10, first: 10, second: 20);
        Pass(2, first: 500, second: 20);
        Pass(20, first: 10, second: 20);
        var afterMoment = _choice.Active;
        Pass(12, first: 500, second: 20);

        Assert.Equal((_first, _second), (afterMoment, _choice.Active));
    }

    [Fact]
    public void A_path_that_loses_much_more_is_left_and_not_for_one_that_is_much_longer()
    {
        Open();
        Pass(60, first: 10, second: 20, firstLoses: 10, secondLoses: int.MaxValue);
        var forOneAsLong = _choice.Active;
        Pass(120, first: 20, second: 600, firstLoses: int.MaxValue, secondLoses: int.MaxValue);
        _changes.Clear();
        Pass(60, first: 20, second: 600, firstLoses: 10, secondLoses: int.MaxValue);

        Assert.Equal(_second, forOneAsLong);
        Assert.Empty(_changes);
    }

    [Fact]
    public void When_all_are_silent_none_is_left_for_another()
    {
        Open();
        Pass(5, first: 10, second: 20);
        Pass(20, first: null, second: null);

        Assert.Equal(_first, _choice.Active);
    }

    [Fact]
    public void A_path_that_is_long_by_nature_is_not_taken_for_silent()
    {
        Open();
        for (var answer = 0; answer < 20; answer++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(600));
            Heard(_first, 600);
            Heard(_second, 700);
            _choice.Look();
        }

        _time.Advance(TimeSpan.FromMilliseconds(900));
        Heard(_second, 700);
        _choice.Look();
        Assert.Equal(["5g"], _changes);
    }

    [Fact]
    public void A_stream_that_ends_is_left_at_once()
    {
        Open();
        Pass(1, first: 10, second: 20);
        _first.Strands.Closed(0);
        _choice.Look();

        Assert.Equal(_second, _choice.Active);
        _second.Strands.Closed(0);
        _choice.Look();
        Assert.Null(_choice.Active);
    }

    private void Open(PathFigures path) => new PathConnection(path, strand: 0, _time).Opened();

    private void Open()
    {
        Open(_first);
        Open(_second);
        _choice.Look();
    }

    /// <summary>Lets time pass; each path answers probes after so many milliseconds, or not at all.</summary>
    private void Pass(int seconds, int? first, int? second, int? firstLoses = null, int? secondLoses = null)
    {
        for (var step = 0; step < seconds * 10; step++)
        {
            _time.Advance(Step);
            Probe(_first, step, firstLoses);
            Probe(_second, step, secondLoses);
            if (step % 2 == 0)
            {
                Answer(_first, first);
                Answer(_second, second);
            }

            _choice.Look();
        }
    }

    private uint _probe;

    /// <summary>One packet beside the stream, of which one in so many is lost; nobody answers any of them where that is not said.</summary>
    private void Probe(PathFigures path, int step, int? oneIn)
    {
        path.Probes.Sent(++_probe);
        if (oneIn is { } many && step % many != 0)
        {
            path.Probes.Answered(_probe);
        }
    }

    private static void Answer(PathFigures path, int? milliseconds)
    {
        if (milliseconds is { } took)
        {
            Heard(path, took);
        }

        path.Asked();
    }

    private static void Heard(PathFigures path, int milliseconds)
    {
        path.Heard();
        path.RoundTrip(TimeSpan.FromMilliseconds(milliseconds));
    }

    private static PathOptions Path(string name) => new() { Name = name, Endpoint = new Uri("https://platform.example:7443") };
}
