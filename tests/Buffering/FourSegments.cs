using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>A buffer to be spoiled: three sealed segments of ten small records and one that a kill left open.</summary>
internal static class FourSegments
{
    public const int Records = 40;
    public const int PerSegment = 10;

    public static async Task<SimulatedDisk> MakeAsync()
    {
        var disk = new SimulatedDisk();
        for (var first = 1; ; first += PerSegment)
        {
            await using var buffer = Buffers.Open("/simulated", disk);
            for (var sequence = first; sequence < first + PerSegment; sequence++)
            {
                await buffer.AppendAsync(Small(sequence), Buffers.Samples(sequence), default);
                await buffer.WaitDurableAsync(sequence, default);
            }

            if (first + PerSegment > Records)
            {
                return disk.AfterKill();
            }
        }
    }

    /// <summary>That all is there but so many records, none is wrong, and what is missing is announced.</summary>
    public static async Task VerifyAsync(SimulatedDisk disk, string what, int mostLost, long nextFrom)
    {
        await using var buffer = Buffers.Open("/simulated", disk);
        Assert.True(buffer.NextSequence >= nextFrom, $"{what}: next {buffer.NextSequence}");
        using var reader = buffer.OpenReader(1);
        var (expected, read) = (1L, 0);
        while (reader.TryRead(out var entry))
        {
            Assert.True(entry.Sequence == expected, $"{what}: {entry.Sequence} instead of {expected}");
            if (entry.Skipped is { } skipped)
            {
                Assert.True(skipped.SampleCount == 0 || skipped.SampleCount == Buffers.SamplesIn(skipped), $"{what}: {skipped}");
            }
            else
            {
                Assert.True(entry.Record.Span.SequenceEqual(Small(entry.Sequence)), $"{what}: record {entry.Sequence} is wrong");
                read++;
            }

            expected = entry.Next;
        }

        Assert.True(expected == buffer.DurableBefore, $"{what}: ended at {expected} of {buffer.DurableBefore}");
        Assert.True(read >= Records - mostLost, $"{what}: {Records - read} records lost");
    }

    private static byte[] Small(long sequence) => [.. Buffers.Record(sequence)[..8], .. new byte[sequence % 13]];
}
