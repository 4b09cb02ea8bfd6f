using CsCheck;

namespace IndustrialGateway.Platform.Line;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_at_most_a_sixteenth_too_high_and_never_too_low() =>
        Gen.Select(Gen.Long[0, 60_000_000].Array[1, 200], Gen.Double[0.01, 1]).Sample((microseconds, share) =>
        {
            var histogram = new LatencyHistogram();
            foreach (var latency in microseconds)
            {
                histogram.Add(second: 100, TimeSpan.FromMicroseconds(latency), times: 1);
            }

            var sum = new LatencySummary();
            histogram.AddTo(sum, second: 100);

            var exact = microseconds.Order().ElementAt(Math.Max(1, (int)Math.Ceiling(share * microseconds.Length)) - 1);
            Assert.InRange(sum.Percentile(share)!.Value.TotalMicroseconds, exact, (exact * 17 / 16.0) + 1);
        });

    [Fact]
    public void After_ten_seconds_a_value_is_forgotten()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(second: 100, TimeSpan.FromSeconds(1), times: 5);

        Assert.NotNull(At(109));
        Assert.Null(At(110));
        histogram.Add(second: 110, TimeSpan.FromMilliseconds(1), times: 1);
        Assert.InRange(At(110)!.Value.TotalMilliseconds, 1, 1.1);

        TimeSpan? At(long second)
        {
            var sum = new LatencySummary();
            histogram.AddTo(sum, second);
            return sum.Percentile(0.5);
        }
    }
}
