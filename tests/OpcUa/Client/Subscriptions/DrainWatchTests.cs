using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.OpcUa.Tests.Client.Subscriptions;

public sealed class DrainWatchTests
{
    private readonly DrainWatch _watch = new();

    [Fact]
    public void It_is_drained_with_the_second_response_that_leaves_nothing()
    {
        var drained = _watch.WaitAsync(since: 10);

        _watch.Take(arrived: 11, hasMore: false);
        _watch.Take(arrived: 12, hasMore: true);
        Assert.False(drained.IsCompleted);

        _watch.Take(arrived: 13, hasMore: false);
        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void What_had_come_before_does_not_count()
    {
        var drained = _watch.WaitAsync(since: 10);

        _watch.Take(arrived: 9, hasMore: false);
        _watch.Take(arrived: 10, hasMore: false);
        _watch.Take(arrived: 11, hasMore: false);

        Assert.False(drained.IsCompleted);
    }

    [Fact]
    public void Who_asks_later_waits_longer()
    {
        var first = _watch.WaitAsync(since: 10);
        _watch.Take(arrived: 11, hasMore: false);
        var second = _watch.WaitAsync(since: 12);

        _watch.Take(arrived: 13, hasMore: false);

        Assert.Equal((true, false), (first.IsCompleted, second.IsCompleted));
    }

    [Fact]
    public void Nobody_waits_for_a_subscription_that_is_lost()
    {
        var before = _watch.WaitAsync(since: 10);

        _watch.End();

        Assert.True(before.IsCompletedSuccessfully);
        Assert.True(_watch.WaitAsync(since: 20).IsCompletedSuccessfully);
    }
}
