using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Platform.Ingest.Budgets;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_is_above_the_rate_waits_as_long_as_it_takes_to_be_within_it()
    {
        var bucket = new TokenBucket(perSecond: 100, burst: 200, _time);

        Assert.Equal(TimeSpan.Zero, bucket.Take(200));
        Assert.Equal(TimeSpan.FromSeconds(1), bucket.Take(100));
        Assert.Equal(TimeSpan.FromSeconds(1.5), bucket.Take(50));

        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.FromSeconds(0.1), bucket.Take(10));
    }

    [Fact]
    public void A_long_rest_saves_up_no_more_than_the_burst()
    {
        var bucket = new TokenBucket(perSecond: 100, burst: 200, _time);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(TimeSpan.Zero, bucket.Take(200));
        Assert.Equal(TimeSpan.FromSeconds(1), bucket.Take(100));
    }
}
