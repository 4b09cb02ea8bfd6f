using CsCheck;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.OpcUa.Tests.Client.Subscriptions;

public sealed class SequenceTrackerTests
{
    [Fact]
    public void The_first_message_has_the_number_1_and_zero_is_never_one()
    {
        var tracker = new SequenceTracker();

        Assert.Equal(SequencePlace.Next, tracker.Place(1));
        Assert.Equal(SequencePlace.Ahead, tracker.Place(2));
        Assert.Equal(SequencePlace.Invalid, tracker.Place(0));
    }

    [Fact]
    public void After_the_greatest_number_comes_1()
    {
        var tracker = new SequenceTracker();
        tracker.Passed(uint.MaxValue - 1);

        Assert.Equal(SequencePlace.Next, tracker.Place(uint.MaxValue));
        Assert.Equal(SequencePlace.Ahead, tracker.Place(1));
        Assert.Equal(1u, tracker.Distance(1));

        tracker.Passed(uint.MaxValue);

        Assert.Equal(1u, tracker.Next);
        Assert.Equal(SequencePlace.Behind, tracker.Place(uint.MaxValue));
    }

    [Fact]
    public void A_number_is_as_far_ahead_as_steps_lead_to_it() =>
        Gen.Select(Gen.UInt[1, uint.MaxValue], Gen.Int[0, 50]).Sample((start, steps) =>
        {
            var tracker = new SequenceTracker();
            tracker.SkipTo(start);
            var number = start;
            for (var i = 0; i < steps; i++)
            {
                number = SequenceTracker.After(number);
            }

            return tracker.Distance(number) == steps
                && tracker.Place(number) == (steps == 0 ? SequencePlace.Next : SequencePlace.Ahead);
        });
}
