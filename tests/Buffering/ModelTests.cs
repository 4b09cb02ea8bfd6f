using CsCheck;
using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>The buffer against a list in memory, through random histories of use.</summary>
public sealed class ModelTests
{
    private const int MostSteps = 60;

    private enum Act
    {
        Append,
        AppendMany,
        Read,
        SeekBack,
        Acknowledge,
        Reopen,
        Kill,
    }

    [Fact]
    public Task Whatever_is_done_to_it_it_holds_what_a_list_would_hold() =>
        Gen.Select(Gen.Int[0, (int)Act.Kill], Gen.Int[1, 120])
            .Array[1, MostSteps]
            .SampleAsync(RunAsync, iter: 150, threads: 2);

    private static async Task RunAsync((int Act, int Amount)[] steps)
    {
        var disk = new SimulatedDisk();
        var buffer = Buffers.Open("/simulated", disk);
        var reader = buffer.OpenReader(1);
        var (next, acknowledged, evicted) = (1L, 1L, new HashSet<long>());
        try
        {
            foreach (var (act, amount) in steps)
            {
                switch ((Act)act)
                {
                    case Act.Append:
                    case Act.AppendMany:
                        var last = next + ((Act)act == Act.Append ? 1 : amount);
                        for (; next < last; next++)
                        {
                            Assert.Equal(next, await buffer.AppendAsync(Buffers.Record(next), Buffers.Samples(next), default));
                        }

                        break;
                    case Act.Read:
                        await buffer.WaitDurableAsync(next - 1, default);
                        Read(buffer, reader, amount, evicted);
                        break;
                    case Act.SeekBack:
                        reader.Seek(Math.Max(acknowledged, reader.Position - amount));
                        break;
                    case Act.Acknowledge:
                        acknowledged = Math.Max(acknowledged, reader.Position - amount / 10);
                        acknowledged = Math.Min(acknowledged, buffer.DurableBefore);
                        buffer.Acknowledge(acknowledged);
                        Assert.Equal(acknowledged, buffer.AcknowledgedBefore);
                        break;
                    default:
                        (disk, buffer) = await ReopenAsync(disk, buffer, kill: (Act)act == Act.Kill);
                        Assert.Equal(next, buffer.NextSequence);
                        Assert.InRange(buffer.AcknowledgedBefore, 1, acknowledged);
                        acknowledged = buffer.AcknowledgedBefore;
                        reader = buffer.OpenReader(acknowledged);
                        break;
                }
            }

            await buffer.WaitDurableAsync(next - 1, default);
            reader.Seek(acknowledged);
            Read(buffer, reader, int.MaxValue, evicted);
            Assert.Equal(next, reader.Position);
            var statistics = buffer.Statistics;
            var oldest = Math.Max(acknowledged, buffer.OldestSequence);
            Assert.Equal(next - oldest, statistics.Records);
            Assert.Equal(Buffers.SamplesIn(oldest, next), statistics.Samples);
            Assert.True(statistics.Bytes <= Buffers.MaxBytes, $"{statistics.Bytes} bytes");
            Assert.Equal(0, statistics.DamagedRecords);
        }
        finally
        {
            await buffer.DisposeAsync();
        }
    }

    private static void Read(DurableBuffer buffer, BufferReader reader, int most, HashSet<long> evicted)
    {
        var position = reader.Position;
        for (var count = 0; count < most && reader.TryRead(out var entry); count++)
        {
            Assert.Equal(position, entry.Sequence);
            position = entry.Next;
            if (entry.Skipped is { } skipped)
            {
                Assert.Equal(SkipReason.Evicted, skipped.Reason);
                Assert.Equal(buffer.OldestSequence, skipped.Before);
                for (var sequence = skipped.First; sequence < skipped.Before; sequence++)
                {
                    evicted.Add(sequence);
                }
            }
            else
            {
                Assert.DoesNotContain(entry.Sequence, evicted);
                Assert.Equal(Buffers.Record(entry.Sequence), entry.Record.ToArray());
                Assert.Equal(Buffers.Samples(entry.Sequence), entry.SampleCount);
            }
        }
    }

    private static async Task<(SimulatedDisk Disk, DurableBuffer Buffer)> ReopenAsync(
        SimulatedDisk disk, DurableBuffer buffer, bool kill)
    {
        if (kill)
        {
            await buffer.WaitDurableAsync(buffer.NextSequence - 1, default);
            var found = disk.AfterKill();
            await buffer.DisposeAsync();
            return (found, Buffers.Open("/simulated", found));
        }

        await buffer.DisposeAsync();
        return (disk, Buffers.Open("/simulated", disk));
    }
}
