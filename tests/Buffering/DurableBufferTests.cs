using IndustrialGateway.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>The buffer on the real disk, from the outside.</summary>
public sealed class DurableBufferTests
{
    [Fact]
    public async Task What_is_appended_is_durable_and_read_in_order()
    {
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);

        for (var i = 1; i <= 100; i++)
        {
            Assert.Equal(i, await buffer.AppendAsync(Buffers.Record(i), sampleCount: i, default));
        }

        await buffer.WaitDurableAsync(100, default);

        Assert.Equal(101, buffer.DurableBefore);
        using var reader = buffer.OpenReader(1);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), Buffers.ReadRecords(reader));
    }

    [Fact]
    public async Task A_reopened_buffer_goes_on_where_it_stopped()
    {
        using var folder = new TestFolder();
        UInt128 epoch;
        await using (var first = Buffers.Open(folder.Path))
        {
            epoch = first.Epoch;
            await Buffers.AppendAsync(first, 1, 10);
            first.Acknowledge(4);
        }

        await using var second = Buffers.Open(folder.Path);
        await Buffers.AppendAsync(second, 11, 12);

        Assert.Equal(epoch, second.Epoch);
        Assert.Equal(4, second.AcknowledgedBefore);
        using var reader = second.OpenReader(second.AcknowledgedBefore);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11, 12], Buffers.ReadRecords(reader));
        Assert.Equal(9, second.Statistics.Records);
        Assert.Equal(9, second.Statistics.Samples);
    }

    [Fact]
    public async Task Acknowledged_segments_are_removed()
    {
        using var folder = new TestFolder();
        await using (var buffer = Buffers.Open(folder.Path))
        {
            await Buffers.AppendAsync(buffer, 1, 500);
            buffer.Acknowledge(501);
        }

        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.log").Skip(1));
        await using var again = Buffers.Open(folder.Path);
        Assert.Equal(501, again.NextSequence);
        Assert.Equal(0, again.Statistics.Records);
    }

    [Fact]
    public async Task A_full_buffer_drops_its_oldest_segment_and_tells_the_reader()
    {
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);

        await Buffers.AppendAsync(buffer, 1, 1000);

        using var reader = buffer.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        var skipped = Assert.IsType<SkippedRange>(entry.Skipped);
        Assert.Equal((1, SkipReason.Evicted), (skipped.First, skipped.Reason));
        Assert.Equal(buffer.OldestSequence, skipped.Before);
        Assert.Equal(skipped.Count, skipped.SampleCount);
        Assert.Equal((skipped.Count, skipped.SampleCount), (buffer.Statistics.EvictedRecords, buffer.Statistics.EvictedSamples));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i).Skip((int)skipped.Count), Buffers.ReadRecords(reader));
        Assert.True(buffer.Statistics.Bytes <= Buffers.MaxBytes);
    }

    [Fact]
    public async Task Only_one_may_have_it_open()
    {
        using var folder = new TestFolder();
        await using (Buffers.Open(folder.Path))
        {
            Assert.Throws<BufferLockedException>(() => Buffers.Open(folder.Path));
        }

        await using var after = Buffers.Open(folder.Path);
        Assert.Equal(1, after.NextSequence);
    }
}
