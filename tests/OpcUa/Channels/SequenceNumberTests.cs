using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

public sealed class SequenceNumberTests
{
    [Fact]
    public void Numbers_sent_are_accepted_across_the_end_of_the_range()
    {
        var sending = new SendSequence(uint.MaxValue - 3_000);
        var receiving = new ReceiveSequence();
        uint last = 0;
        var restarts = 0;

        for (var i = 0; i < 5_000; i++)
        {
            var number = sending.Next();
            receiving.Check(number);
            restarts += number < last ? 1 : 0;
            last = number;
        }

        Assert.Equal(1, restarts);
    }

    [Theory]
    [InlineData(10u, 10u)]
    [InlineData(10u, 12u)]
    [InlineData(10u, 9u)]
    [InlineData(10u, 0u)]
    [InlineData(4_294_966_271u, 5u)]
    [InlineData(4_294_967_295u, 1_024u)]
    public void A_repeated_skipped_or_older_number_is_refused(uint first, uint second)
    {
        var receiving = new ReceiveSequence();
        receiving.Check(first);

        var refusal = Assert.Throws<UaException>(() => receiving.Check(second));

        Assert.Equal(StatusCode.BadSequenceNumberInvalid, refusal.Status);
    }

    [Theory]
    [InlineData(4_294_966_272u, 5u)]
    [InlineData(4_294_967_295u, 0u)]
    [InlineData(4_294_967_295u, 1_023u)]
    [InlineData(4_294_966_271u, 4_294_966_272u)]
    public void Near_the_end_of_the_range_a_peer_may_start_again(uint first, uint second)
    {
        var receiving = new ReceiveSequence();

        receiving.Check(first);
        receiving.Check(second);
    }
}
