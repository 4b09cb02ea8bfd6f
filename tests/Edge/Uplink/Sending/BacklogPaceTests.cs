using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>A path of so much a second with a queue before it: the backlog fills the path and not the queue.</summary>
public sealed class BacklogPaceTests
{
    private const long Window = 8 << 20;
    private static readonly TimeSpan Propagation = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(250_000)]
    [InlineData(2_500_000)]
    [InlineData(12_500_000)]
    public void The_path_is_filled_and_its_queue_stays_short(int bytesPerSecond)
    {
        var time = new FakeTimeProvider();
        var pace = new BacklogPace(time);
        pace.RoundTrip(Propagation);
        var (moved, waited) = (0.0, TimeSpan.Zero);
        for (var round = 0; round < 400; round++)
        {
            // What is under way moves in one round trip, or queues.
            var capacity = Propagation.TotalSeconds * bytesPerSecond;
            var queue = Math.Max(0, pace.Bytes - capacity) / bytesPerSecond;
            var trip = Propagation + TimeSpan.FromSeconds(queue);
            time.Advance(trip);
            var bytes = (long)Math.Min(pace.Bytes, trip.TotalSeconds * bytesPerSecond);
            pace.Acknowledged(bytes, Window);
            pace.RoundTrip(trip);
            if (round >= 200)
            {
                moved += bytes / (trip.TotalSeconds * bytesPerSecond);
                waited += trip - Propagation;
            }
        }

        Assert.True(moved / 200 > 0.8, $"{moved / 200:P0} of the path is used");
        Assert.True(waited / 200 < Propagation, $"the queue is {waited / 200} long");
    }

    [Fact]
    public void There_is_always_a_little_allowed()
    {
        var time = new FakeTimeProvider();
        var pace = new BacklogPace(time);
        pace.RoundTrip(TimeSpan.FromMilliseconds(1));
        for (var round = 0; round < 1_000; round++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            pace.RoundTrip(TimeSpan.FromMilliseconds(900));
        }

        Assert.InRange(pace.Bytes, BacklogPace.LeastBytes, Window);
    }
}
