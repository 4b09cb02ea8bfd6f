using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What one gateway says of itself reaches everybody who looks at all of them: it must be fit for that.</summary>
public sealed class StateBoundsTests
{
    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    public void A_time_that_is_none_is_left_out(long seconds, int nanos)
    {
        var wrong = new Duration { Seconds = seconds, Nanos = nanos };
        var state = new GatewayState
        {
            RoundTrip = wrong.Clone(),
            PlatformClockLead = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(-1500)),
            StartedTime = new Timestamp { Seconds = long.MaxValue },
            Sources = { new SourceState { Source = "press", ClockLead = wrong.Clone() } },
        };

        StateBounds.Apply(state);

        Assert.Equal((null, null, null), (state.RoundTrip, state.StartedTime, state.Sources[0].ClockLead));
        Assert.Equal(-1500, state.PlatformClockLead.ToTimeSpan().TotalMilliseconds);
    }

    [Fact]
    public void Texts_and_lists_are_cut_between_two_characters()
    {
        var state = new GatewayState
        {
            Sources =
            {
                Enumerable.Range(0, StateBounds.MaxList + 5).Select(_ => new SourceState
                {
                    Detail = new string('a', StateBounds.MaxText - 1) + "😀",
                    Warnings = { new string('b', StateBounds.MaxText + 1) },
                }),
            },
        };

        StateBounds.Apply(state);

        Assert.Equal(StateBounds.MaxList, state.Sources.Count);
        Assert.Equal(new string('a', StateBounds.MaxText - 1), state.Sources[^1].Detail);
        Assert.Equal(StateBounds.MaxText, state.Sources[0].Warnings[0].Length);
    }
}
