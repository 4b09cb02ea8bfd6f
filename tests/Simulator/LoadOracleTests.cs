using CsCheck;
using IndustrialGateway.Simulator.Load;

namespace IndustrialGateway.Simulator;

public sealed class LoadOracleTests
{
    [Fact]
    public void A_value_tells_its_own_index_and_another_points_value_does_not() =>
        Gen.Select(Gen.Int[0, 99_999], Gen.Int[0, 99_999], Gen.Long[0, 1L << 32]).Where(t => t.Item1 != t.Item2)
            .Sample((point, other, index) =>
            {
                var oracle = new LoadOracle(Seed: 7, Points: 100_000, Machines: 10, StartTicks: 0, PeriodTicks: 10_000_000);

                return oracle.IndexOf(point, oracle.Integer(point, index)) == index
                    && oracle.IndexOf(point, oracle.Double(point, index)) == index
                    && oracle.IndexOf(point, oracle.Integer(point, index) + 1) is null;
            });

    [Fact]
    public void The_points_are_parted_over_the_machines_without_a_rest() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 50]).Sample((points, machines) =>
        {
            var oracle = new LoadOracle(1, points, machines, 0, 1);

            return Enumerable.Range(0, machines).Sum(oracle.PointsOf) == points;
        });

    [Fact]
    public void Every_eighth_value_has_the_time_of_the_one_before_it()
    {
        var oracle = new LoadOracle(1, 8, 1, StartTicks: 1000, PeriodTicks: 10);

        Assert.Equal(oracle.SourceTicks(0, 6), oracle.SourceTicks(0, 7));
        Assert.NotEqual(oracle.SourceTicks(0, 7), oracle.SourceTicks(0, 8));
    }
}
