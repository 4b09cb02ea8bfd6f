using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Buffering;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>What the platform is told of records that will never come.</summary>
public sealed class SkipTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = From.AddMinutes(5);

    [Theory]
    [InlineData(SkipReason.Evicted, GapReason.BufferFull)]
    [InlineData(SkipReason.Shed, GapReason.BufferFull)]
    [InlineData(SkipReason.Expired, GapReason.Expired)]
    [InlineData(SkipReason.Damaged, GapReason.Damaged)]
    public void A_range_that_was_dropped_or_damaged_is_a_gap_from_its_first_record_to_its_last(SkipReason skipped, GapReason reason)
    {
        var skip = UplinkMessages.Skip(Log.Process, new SkippedRange(First: 7, Count: 3, SampleCount: 30, skipped, From, To)).Skip;

        Assert.Equal((7UL, 3UL), (skip.FirstSequence, skip.Count));
        Assert.Equal(
            new GapReport { From = From.ToTimestamp(), To = To.ToTimestamp(), SampleCount = 30, Reason = reason },
            skip.Gap);
    }

    [Theory]
    [InlineData(SkipReason.Unfinished)]
    [InlineData(SkipReason.Removed)]
    public void What_nobody_was_promised_and_what_was_acknowledged_is_no_gap(SkipReason skipped) =>
        Assert.Null(UplinkMessages.Skip(Log.Process, new SkippedRange(7, 3, 0, skipped, From, To)).Skip.Gap);
}
