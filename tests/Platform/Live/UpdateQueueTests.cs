using CsCheck;
using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Live;

/// <summary>What a slow reader gets.</summary>
public sealed class UpdateQueueTests
{
    [Fact]
    public void When_it_is_full_the_oldest_goes_and_is_counted()
    {
        var queue = new UpdateQueue(capacity: 3, newestOnly: false);
        for (var i = 1; i <= 5; i++)
        {
            queue.Add(Some.Sample(point: 1, i));
        }

        List<Sample> taken = [];
        var dropped = queue.TakeInto(taken, limit: 10);

        Assert.Equal([3, 4, 5], taken.Select(sample => sample.Value.AsDouble()));
        Assert.Equal(2u, dropped);
        Assert.Equal(0u, queue.TakeInto(taken, limit: 10));
    }

    [Fact]
    public void Newest_only_keeps_one_update_of_a_point_in_its_first_place()
    {
        var queue = new UpdateQueue(capacity: 3, newestOnly: true);
        queue.Add(Some.Sample(point: 1, 10));
        queue.Add(Some.Sample(point: 2, 20));
        queue.Add(Some.Sample(point: 1, 11));

        List<Sample> taken = [];
        var dropped = queue.TakeInto(taken, limit: 10);

        Assert.Equal([11, 20], taken.Select(sample => sample.Value.AsDouble()));
        Assert.Equal(0u, dropped);
    }

    [Fact]
    public void Whatever_is_added_and_taken_each_update_comes_out_or_is_counted() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 5].Array[0, 60]).Sample((capacity, steps) =>
        {
            var queue = new UpdateQueue(capacity, newestOnly: false);
            List<Sample> taken = [];
            var (added, dropped) = (0, 0ul);
            foreach (var step in steps)
            {
                if (step == 0)
                {
                    dropped += queue.TakeInto(taken, limit: 2);
                }
                else
                {
                    queue.Add(Some.Sample(point: step, ++added));
                }
            }

            dropped += queue.TakeInto(taken, limit: int.MaxValue);
            Assert.Equal((ulong)added, (ulong)taken.Count + dropped);
            Assert.Equal(taken.OrderBy(sample => sample.Value.AsDouble()), taken);
        });
}
