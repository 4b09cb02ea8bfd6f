using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Model;
using Gap = IndustrialGateway.V1.Gap;

namespace IndustrialGateway.Faults;

/// <summary>What F21 demands of gaps: no value goes of which none tells. A value a second, from index 0 on.</summary>
public sealed class LossesToldTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_hole_may_be_of_two_gaps_that_follow_each_other() =>
        Assert.Empty(UntoldOf((10, 90), older: 1, GapOf(10, 59), GapOf(60, 99)));

    [Fact]
    public void Values_between_two_gaps_before_the_first_and_after_the_last_are_untold() =>
        Assert.Equal([(5, 5), (40, 20), (90, 10)], UntoldOf((5, 95), older: 0, GapOf(10, 39), GapOf(60, 89)));

    [Fact]
    public void A_value_may_be_older_than_its_record_but_not_by_more_than_is_said_and_not_newer() =>
        Assert.Equal([(5, 2), (21, 1)], UntoldOf((5, 17), older: 3, GapOf(10, 20)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Without_a_gap_all_of_a_hole_is_untold(long count) =>
        Assert.Equal([(3, count)], UntoldOf((3, count), older: 30));

    private static IEnumerable<(long First, long Count)> UntoldOf((long First, long Count) hole, int older, params Gap[] gaps) =>
        new LossesTold(gaps, TimeSpan.FromSeconds(older)).UntoldOf(hole, index => UaTime.FromDateTimeOffset(Start.AddSeconds(index)));

    private static Gap GapOf(int from, int to) =>
        new() { From = Start.AddSeconds(from).ToTimestamp(), To = Start.AddSeconds(to).ToTimestamp() };
}
