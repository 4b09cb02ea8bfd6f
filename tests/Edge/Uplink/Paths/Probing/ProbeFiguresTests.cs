using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Uplink.Paths.Probing;

/// <summary>What is counted of packets that come back, come late, or never.</summary>
public sealed class ProbeFiguresTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly ProbeFigures _figures;

    public ProbeFiguresTests() => _figures = new ProbeFigures(_time);

    [Fact]
    public void Where_nobody_answers_nothing_is_known()
    {
        Run(Enumerable.Repeat(false, 100));

        Assert.Null(_figures.Summarize());
    }

    [Fact]
    public void Losses_and_their_longest_run_are_those_of_the_last_minute() =>
        Gen.Bool.Array[1, 400].Sample(answers =>
        {
            var time = new FakeTimeProvider();
            var figures = new ProbeFigures(time);
            Run(figures, time, answers);
            time.Advance(ProbeFigures.LostAfter + Interval);

            var summary = figures.Summarize();
            Assert.Equal(answers.Contains(true), summary is not null);
            if (summary is not null)
            {
                Assert.Equal((answers.Length, answers.Count(answered => !answered)), (summary.Sent, summary.Lost));
                Assert.Equal(LongestRun(answers), summary.LongestLossRun);
            }
        });

    [Fact]
    public void After_a_minute_a_loss_is_forgotten()
    {
        Run([true, false, false, true]);
        Run(Enumerable.Repeat(true, 300));
        var before = _figures.Summarize()!;
        Run(Enumerable.Repeat(true, 400));
        var after = _figures.Summarize()!;

        Assert.Equal((2, 2), (before.Lost, before.LongestLossRun));
        Assert.Equal((0, 0), (after.Lost, after.LongestLossRun));
    }

    [Fact]
    public void An_answer_that_is_too_late_or_the_second_one_does_not_count()
    {
        _figures.Sent(1);
        _figures.Answered(1);
        _figures.Answered(1);
        _figures.Sent(2);
        _time.Advance(ProbeFigures.LostAfter + TimeSpan.FromMilliseconds(1));
        _figures.Answered(2);

        var summary = _figures.Summarize()!;
        Assert.Equal((2, 1), (summary.Sent, summary.Lost));
    }

    [Fact]
    public void Round_trips_are_told_by_percentile_and_their_changes_as_jitter()
    {
        for (var number = 1u; number <= 200; number++)
        {
            _figures.Sent(number);
            _time.Advance(TimeSpan.FromMilliseconds(number % 2 == 0 ? 10 : 30));
            _figures.Answered(number);
        }

        var summary = _figures.Summarize()!;
        Assert.InRange(summary.Median!.Value.TotalMilliseconds, 10, 10.7);
        Assert.InRange(summary.Percentile99!.Value.TotalMilliseconds, 30, 32);
        Assert.InRange(summary.Jitter.TotalMilliseconds, 19, 20);
    }

    private void Run(IEnumerable<bool> answers) => Run(_figures, _time, answers);

    private uint _next = 1;

    private void Run(ProbeFigures figures, FakeTimeProvider time, IEnumerable<bool> answers)
    {
        var number = figures == _figures ? _next : 1;
        foreach (var answered in answers)
        {
            figures.Sent(number);
            if (answered)
            {
                figures.Answered(number);
            }

            number++;
            time.Advance(Interval);
        }

        _next = figures == _figures ? number : _next;
    }

    private static int LongestRun(bool[] answers)
    {
        var (longest, run) = (0, 0);
        foreach (var answered in answers)
        {
            run = answered ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
