using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>What a user of the buffer was told; after any fault the buffer must still be true to it.</summary>
internal sealed class Journal
{
    private const int Group = 5;

    /// <summary>All sequences below were reported durable.</summary>
    public long DurableBefore { get; private set; } = 1;

    /// <summary>All sequences below were acknowledged.</summary>
    public long AcknowledgedBefore { get; private set; } = 1;

    /// <summary>Appends in small groups and acknowledges now and then, until <paramref name="last"/> or until the power is gone.</summary>
    public async Task RunAsync(DurableBuffer buffer, SimulatedDisk disk, long last)
    {
        while (buffer.NextSequence <= last)
        {
            for (var i = 0; i < Group; i++)
            {
                var next = buffer.NextSequence;
                Assert.Equal(next, await buffer.AppendAsync(Buffers.Record(next), sampleCount: Buffers.Samples(next), default));
            }

            var durable = buffer.WaitDurableAsync(buffer.NextSequence - 1, default).AsTask();
            if (await Task.WhenAny(durable, disk.PowerLost) == disk.PowerLost)
            {
                _ = durable.ContinueWith(static task => task.Exception, TaskScheduler.Default);
                return;
            }

            await durable;
            DurableBefore = buffer.DurableBefore;
            if (DurableBefore % 40 == 1 && DurableBefore > 100)
            {
                buffer.Acknowledge(DurableBefore - 100);
                AcknowledgedBefore = DurableBefore - 100;
            }
        }
    }

    /// <summary>Opens what a fault left and holds it against the journal; then the buffer must go on as if nothing had been.</summary>
    public async Task VerifyAsync(SimulatedDisk disk)
    {
        await using var buffer = Buffers.Open("/simulated", disk);
        Assert.True(buffer.NextSequence >= DurableBefore, $"next {buffer.NextSequence}, durable before {DurableBefore}");
        Assert.True(buffer.AcknowledgedBefore <= AcknowledgedBefore);
        Verify(buffer);

        var next = buffer.NextSequence;
        for (var sequence = next; sequence < next + 10; sequence++)
        {
            await buffer.AppendAsync(Buffers.Record(sequence), Buffers.Samples(sequence), default);
        }

        await buffer.WaitDurableAsync(next + 9, default);
        using var reader = buffer.OpenReader(next);
        Assert.Equal(10, Buffers.ReadRecords(reader).Count);
    }

    private void Verify(DurableBuffer buffer)
    {
        using var reader = buffer.OpenReader(buffer.AcknowledgedBefore);
        var expected = buffer.AcknowledgedBefore;
        while (reader.TryRead(out var entry))
        {
            Assert.Equal(expected, entry.Sequence);
            if (entry.Skipped is not { } skipped)
            {
                Assert.Equal(Buffers.Record(entry.Sequence), entry.Record.ToArray());
            }
            else if (skipped.Reason == SkipReason.Evicted)
            {
                Assert.Equal(buffer.OldestSequence, skipped.Before);
                Assert.Equal(Buffers.SamplesIn(skipped), skipped.SampleCount);
            }
            else
            {
                Assert.True(skipped.First >= DurableBefore, $"{skipped} was durable: before {DurableBefore}");
                Assert.Equal(SkipReason.Unfinished, skipped.Reason);
            }

            expected = entry.Next;
        }

        Assert.Equal(buffer.DurableBefore, expected);
    }
}
