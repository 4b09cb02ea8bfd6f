using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>Records that are acknowledged although others before them are not.</summary>
public sealed class IslandTests
{
    [Fact]
    public async Task Segments_acknowledged_behind_a_hole_make_room_before_anything_is_dropped()
    {
        await using var buffer = Buffers.Open("/simulated", new SimulatedDisk());
        await Buffers.AppendAsync(buffer, 1, 320);

        buffer.Acknowledge(101, 311);
        await Buffers.AppendAsync(buffer, 321, 500);

        Assert.Equal((1, 1), (buffer.OldestSequence, buffer.AcknowledgedBefore));
        Assert.Equal(0, buffer.Statistics.EvictedRecords);
        Assert.Equal((290, 210), (buffer.Statistics.Records, buffer.Statistics.AcknowledgedRecords));
        VerifyHole(buffer, 101, 311, last: 500);
    }

    [Fact]
    public async Task They_outlive_the_process()
    {
        var disk = new SimulatedDisk();
        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            await Buffers.AppendAsync(buffer, 1, 320);
            buffer.Acknowledge(101, 311);
            await Buffers.AppendAsync(buffer, 321, 500);
        }

        await using var again = Buffers.Open("/simulated", disk);

        Assert.Equal((290, 210), (again.Statistics.Records, again.Statistics.AcknowledgedRecords));
        VerifyHole(again, 101, 311, last: 500);
        again.Acknowledge(1, 101);
        Assert.Equal(311, again.AcknowledgedBefore);
    }

    [Fact]
    public async Task What_was_dropped_is_announced_without_what_was_acknowledged_of_it()
    {
        await using var buffer = Buffers.Open("/simulated", new SimulatedDisk());
        await Buffers.AppendAsync(buffer, 1, 60);
        buffer.Acknowledge(21, 31);
        buffer.Acknowledge(41, 51);

        await Buffers.AppendAsync(buffer, 61, 1500);

        var oldest = buffer.OldestSequence;
        Assert.Equal((oldest - 21, oldest - 21), (buffer.Statistics.EvictedRecords, buffer.Statistics.EvictedSamples));
        using var reader = buffer.OpenReader(1);
        List<(long First, long Before, SkipReason Reason, long Samples)> skipped = [];
        while (reader.TryRead(out var entry) && entry.Skipped is { } range)
        {
            skipped.Add((range.First, range.Before, range.Reason, range.SampleCount));
        }

        Assert.Equal(
            [
                (1, 21, SkipReason.Evicted, 20), (21, 31, SkipReason.Removed, 0), (31, 41, SkipReason.Evicted, 10),
                (41, 51, SkipReason.Removed, 0), (51, oldest, SkipReason.Evicted, oldest - 51),
            ],
            skipped);
    }

    [Fact]
    public async Task What_a_reader_was_told_to_be_lost_is_lost_when_it_is_acknowledged_behind_a_hole()
    {
        await using var buffer = Buffers.Open("/simulated", new SimulatedDisk());
        await Buffers.AppendAsync(buffer, 1, 1000);
        using var reader = buffer.OpenReader(5);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((5, buffer.OldestSequence, SkipReason.Evicted), (entry.Skipped!.First, entry.Next, entry.Skipped.Reason));

        buffer.Acknowledge(5, entry.Next);

        Assert.Equal(entry.Next - 1, buffer.Statistics.EvictedRecords);
        Assert.Equal(0, buffer.Statistics.AcknowledgedRecords);
        buffer.Acknowledge(1, 5);
        Assert.Equal((entry.Next - 5, 4), (buffer.Statistics.EvictedRecords, buffer.Statistics.AcknowledgedRecords));
        Assert.Equal(entry.Next, buffer.AcknowledgedBefore);
    }

    [Fact]
    public async Task More_of_them_than_can_be_known_cost_only_that_the_shortest_are_forgotten()
    {
        await using var buffer = Buffers.Open("/simulated", new SimulatedDisk());
        await Buffers.AppendAsync(buffer, 1, 400);

        for (var first = 2; first < 400; first += 3)
        {
            buffer.Acknowledge(first, first + 1);
        }

        buffer.Acknowledge(1, 2);
        Assert.True(buffer.AcknowledgedBefore >= 2, $"acknowledged before {buffer.AcknowledgedBefore}");
        Assert.Equal(400, buffer.Statistics.Records + buffer.Statistics.AcknowledgedRecords);
        buffer.Acknowledge(1, 401);
        Assert.Equal((401, 400), (buffer.AcknowledgedBefore, buffer.Statistics.AcknowledgedRecords));
    }

    private static void VerifyHole(DurableBuffer buffer, long first, long before, long last)
    {
        using var reader = buffer.OpenReader(1);
        List<long> read = [];
        while (reader.TryRead(out var entry))
        {
            if (entry.Skipped is { } skipped)
            {
                Assert.Equal(SkipReason.Removed, skipped.Reason);
                Assert.InRange(skipped.First, first, skipped.Before);
                Assert.True(skipped.Before <= before, skipped.ToString());
            }
            else
            {
                read.Add(entry.Sequence);
            }
        }

        Assert.Equal(Range(1, first).Concat(Range(before, last + 1)), read.Where(sequence => sequence < first || sequence >= before));
        Assert.True(read.Count < last, "nothing was removed");
    }

    private static IEnumerable<long> Range(long first, long before) =>
        Enumerable.Range((int)first, (int)(before - first)).Select(sequence => (long)sequence);
}
