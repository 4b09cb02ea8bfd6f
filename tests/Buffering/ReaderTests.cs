using IndustrialGateway.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>Readers beside a writer that rolls, drops and removes segments all the time.</summary>
public sealed class ReaderTests
{
    [Fact]
    public async Task A_reader_that_keeps_up_sees_every_record_through_every_roll()
    {
        const long Last = 30_000;
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);
        var read = 0L;

        var reading = Task.Run(async () =>
        {
            using var reader = buffer.OpenReader(1);
            while (reader.Position <= Last)
            {
                await reader.WaitToReadAsync(default);
                while (reader.TryRead(out var entry))
                {
                    Assert.Null(entry.Skipped);
                    Assert.Equal(Volatile.Read(ref read) + 1, entry.Sequence);
                    Assert.True(entry.Record.Span.SequenceEqual(Buffers.Record(entry.Sequence)));
                    buffer.Acknowledge(entry.Next);
                    Volatile.Write(ref read, entry.Sequence);
                }
            }
        });
        for (var sequence = 1L; sequence <= Last; sequence++)
        {
            // So close behind that nothing is dropped, so far that segments roll under the reader.
            while (sequence - Volatile.Read(ref read) > 150 && !reading.IsCompleted)
            {
                await Task.Yield();
            }

            await buffer.AppendAsync(Buffers.Record(sequence), sampleCount: 1, default);
        }

        await reading;
        Assert.Equal(0, buffer.Statistics.EvictedRecords);
        Assert.Equal(0, buffer.Statistics.Records);
        Assert.Equal(0, buffer.Statistics.Samples);
    }

    [Fact]
    public async Task A_reader_that_is_overtaken_is_told_exactly_what_it_missed()
    {
        const long Last = 20_000;
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);

        var reading = Task.Run(async () =>
        {
            using var reader = buffer.OpenReader(1);
            var (records, skipped, samples) = (0L, 0L, 0L);
            while (reader.Position <= Last)
            {
                await reader.WaitToReadAsync(default);
                while (reader.TryRead(out var entry))
                {
                    Assert.Equal(records + skipped + 1, entry.Sequence);
                    records += entry.Skipped is null ? 1 : 0;
                    skipped += entry.Skipped?.Count ?? 0;
                    samples += entry.Skipped?.SampleCount ?? entry.SampleCount;
                    if (entry.Skipped is null)
                    {
                        Assert.True(entry.Record.Span.SequenceEqual(Buffers.Record(entry.Sequence)));
                    }
                    else
                    {
                        Assert.Equal(Buffers.SamplesIn(entry.Skipped), entry.Skipped.SampleCount);
                    }
                }
            }

            return (records, skipped, samples);
        });
        for (var sequence = 1L; sequence <= Last; sequence++)
        {
            await buffer.AppendAsync(Buffers.Record(sequence), Buffers.Samples(sequence), default);
        }

        var (records, skipped, samples) = await reading;

        Assert.Equal(Last, records + skipped);
        Assert.Equal(Buffers.SamplesIn(1, Last + 1), samples);
        Assert.True(buffer.Statistics.Bytes <= Buffers.MaxBytes);
    }

    [Fact]
    public async Task A_reader_inside_a_segment_that_is_dropped_goes_on_behind_it()
    {
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);
        await Buffers.AppendAsync(buffer, 1, 100);
        using var reader = buffer.OpenReader(1);
        Assert.True(reader.TryRead(out _));

        await Buffers.AppendAsync(buffer, 101, 1500);

        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((2, SkipReason.Evicted), (entry.Skipped?.First, entry.Skipped?.Reason));
        Assert.Equal(buffer.OldestSequence, entry.Next);
        Assert.Equal(1500 - buffer.OldestSequence + 1, Buffers.ReadRecords(reader).Count);
    }

    [Fact]
    public async Task What_was_sent_before_it_was_dropped_and_is_acknowledged_afterwards_is_not_lost()
    {
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);
        await Buffers.AppendAsync(buffer, 1, 100);
        using var reader = buffer.OpenReader(1);
        for (var i = 0; i < 60; i++)
        {
            Assert.True(reader.TryRead(out _));
        }

        await Buffers.AppendAsync(buffer, 101, 1500);
        Assert.Equal(buffer.OldestSequence - 1, buffer.Statistics.EvictedRecords);
        buffer.Acknowledge(61);

        Assert.Equal(buffer.OldestSequence - 61, buffer.Statistics.EvictedRecords);
        Assert.Equal(buffer.OldestSequence - 61, buffer.Statistics.EvictedSamples);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal(61, entry.Skipped?.First);
        buffer.Acknowledge(entry.Next);
        Assert.Equal(entry.Next - 61, buffer.Statistics.EvictedRecords);
    }

    [Fact]
    public async Task What_was_read_before_it_was_dropped_and_is_acknowledged_in_one_go_is_not_lost()
    {
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);
        using var reader = buffer.OpenReader(1);
        var read = 0;
        for (var first = 1; first < 1500; first += 100)
        {
            await Buffers.AppendAsync(buffer, first, first + 99);
            read += Buffers.ReadRecords(reader).Count;
        }

        Assert.NotEqual(0, buffer.Statistics.EvictedRecords);
        buffer.Acknowledge(reader.Position);

        Assert.Equal(1500, read);
        Assert.Equal((0, 0), (buffer.Statistics.EvictedRecords, buffer.Statistics.EvictedSamples));
    }

    [Fact]
    public async Task A_waiting_reader_and_a_waiting_writer_are_released_by_cancelling_and_by_closing()
    {
        using var folder = new TestFolder();
        var buffer = Buffers.Open(folder.Path);
        using var reader = buffer.OpenReader(1);
        using var stop = new CancellationTokenSource();
        var cancelled = reader.WaitToReadAsync(stop.Token).AsTask();
        var closed = buffer.WaitDurableAsync(5, default).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        await buffer.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await buffer.AppendAsync(new byte[1], 1, default));
    }

    [Fact]
    public async Task Acknowledging_what_nobody_can_have_seen_is_refused()
    {
        using var folder = new TestFolder();
        await using var buffer = Buffers.Open(folder.Path);
        await Buffers.AppendAsync(buffer, 1, 3);

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Acknowledge(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.OpenReader(5));
    }

    [Fact]
    public async Task Going_back_behind_what_was_removed_is_announced()
    {
        using var folder = new TestFolder();
        await using (var buffer = Buffers.Open(folder.Path))
        {
            await Buffers.AppendAsync(buffer, 1, 300);
            buffer.Acknowledge(300);
        }

        await using var again = Buffers.Open(folder.Path);
        using var reader = again.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal(SkipReason.Removed, entry.Skipped?.Reason);
        Assert.Equal(again.OldestSequence, entry.Next);
        Assert.Contains(300, Buffers.ReadRecords(reader));
    }

    [Fact]
    public async Task Appending_and_reading_allocate_nothing_per_record()
    {
        const int Count = 1_000;
        using var folder = new TestFolder();
        await using var buffer = DurableBuffer.Open(
            Buffers.Options(folder.Path) with { MaxBytes = 64 << 20, SegmentBytes = 16 << 20, MaxUnsyncedBytes = 16 << 20 },
            Disk.HostDisk.Instance, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var record = new byte[500];
        using var reader = buffer.OpenReader(1);
        // Memory grows once with the longest wait for the disk; what is allocated per record shows in every round.
        var (appending, reading) = (long.MaxValue, long.MaxValue);
        for (var round = 0; round < 10; round++)
        {
            appending = Math.Min(appending, await AppendAsync());
            var (records, bytes) = ReadAll();
            Assert.Equal(Count, records);
            reading = Math.Min(reading, bytes);
        }

        Assert.True(appending < Count, $"appending allocates {appending} bytes");
        Assert.True(reading < Count, $"reading allocates {reading} bytes");

        async Task<long> AppendAsync()
        {
            var (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
            for (var i = 0; i < Count; i++)
            {
                await buffer.AppendAsync(record, sampleCount: 1, default);
            }

            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await buffer.WaitDurableAsync(buffer.NextSequence - 1, default);
            return bytes;
        }

        (int Records, long Bytes) ReadAll()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var records = 0;
            while (reader.TryRead(out _))
            {
                records++;
            }

            return (records, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
