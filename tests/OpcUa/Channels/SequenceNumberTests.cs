using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

public sealed class SequenceNumberTests
{
    [Theory]
    [InlineData("Basic256Sha256")]
    [InlineData("ECC_nistP256")]
    public void Numbers_sent_are_accepted_across_the_end_of_the_range(string name)
    {
        var policy = SecurityPolicy.Find(name);
        var sending = new SendSequence(uint.MaxValue - 3_000);
        var receiving = new ReceiveSequence();
        uint last = 0;
        var restarts = 0;

        for (var i = 0; i < 5_000; i++)
        {
            var number = sending.Next(policy);
            receiving.Check(number, policy);
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
        receiving.Check(first, SecurityPolicy.Basic256Sha256);

        var refusal = Assert.Throws<UaException>(() => receiving.Check(second, SecurityPolicy.Basic256Sha256));

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

        receiving.Check(first, SecurityPolicy.Basic256Sha256);
        receiving.Check(second, SecurityPolicy.Basic256Sha256);
    }

    [Fact]
    public void Under_policies_of_RSA_the_first_number_is_1_and_under_those_with_curves_it_is_0()
    {
        var (rsa, curve) = (new SendSequence(0), new SendSequence(0));

        Assert.Equal((1u, 2u), (rsa.Next(SecurityPolicy.Basic256Sha256), rsa.Next(SecurityPolicy.Basic256Sha256)));
        Assert.Equal((0u, 1u), (curve.Next(SecurityPolicy.EccNistP384), curve.Next(SecurityPolicy.EccNistP384)));
    }

    [Theory]
    [InlineData(4_294_966_272u, 5u)]
    [InlineData(4_294_967_295u, 1u)]
    [InlineData(4_294_967_294u, 0u)]
    public void Under_policies_with_curves_no_number_is_left_out_at_the_end_of_the_range(uint first, uint second)
    {
        var receiving = new ReceiveSequence();
        receiving.Check(first, SecurityPolicy.EccNistP256);

        var refusal = Assert.Throws<UaException>(() => receiving.Check(second, SecurityPolicy.EccNistP256));

        Assert.Equal(StatusCode.BadSequenceNumberInvalid, refusal.Status);
    }
}
