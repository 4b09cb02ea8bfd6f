using System.Buffers.Binary;
using IndustrialGateway.Buffering.Log;
using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>Files that an older or a newer version wrote.</summary>
public sealed class FormatTests
{
    private const int DigitAt = 7;
    private const int SlotDistance = 4096;

    [Fact]
    public async Task A_cursor_of_the_first_format_is_read_and_written_anew()
    {
        var (disk, dropped) = await FullAsync();
        UInt128 epoch;
        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            epoch = buffer.Epoch;
        }

        // Generation, acknowledged, dropped and not acknowledged from and before (with their samples), times of it, lost before it.
        var slot = FirstFormat(epoch, [99, 41, 40, 41, 40, dropped + 1, dropped, 1000, 2000, 17, 15]);
        disk.Overwrite("/simulated/cursor", [.. slot, .. new byte[SlotDistance - slot.Length], .. slot, .. new byte[SlotDistance - slot.Length]]);

        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            Assert.Equal(41, buffer.AcknowledgedBefore);
            Assert.Equal((17 + dropped - 40, 15 + dropped - 40), (buffer.Statistics.EvictedRecords, buffer.Statistics.EvictedSamples));
            using var reader = buffer.OpenReader(41);
            Assert.True(reader.TryRead(out var entry));
            Assert.Equal((SkipReason.Evicted, dropped + 1), (entry.Skipped?.Reason, entry.Next));
        }

        Assert.Equal((byte)'2', disk.Bytes("/simulated/cursor")[DigitAt]);
    }

    [Theory]
    [InlineData("cursor", CursorState.Size, CursorState.Size - 4)]
    [InlineData("epoch", 32, 28)]
    [InlineData("00000000000000000001.log", 72, 68)]
    public async Task A_file_of_a_newer_format_is_refused_in_words_and_nothing_is_changed(string name, int size, int checksumAt)
    {
        var disk = new SimulatedDisk();
        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            await Buffers.AppendAsync(buffer, 1, 10);
        }

        var path = Path.Combine("/simulated", name);
        var newer = disk.Bytes(path);
        foreach (var at in newer.Length >= 2 * SlotDistance ? (int[])[0, SlotDistance] : [0])
        {
            newer[at + DigitAt] = (byte)'7';
            var checksum = Crc32C.Of(0, newer.AsSpan(at, checksumAt));
            BinaryPrimitives.WriteUInt32LittleEndian(newer.AsSpan(at + checksumAt, size - checksumAt), checksum);
        }

        disk.Overwrite(path, newer);
        var before = disk.Paths;

        var refusal = Assert.Throws<BufferFormatException>(() => Buffers.Open("/simulated", disk));

        Assert.Contains($"{path} is of format 7", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, disk.Paths);
        Assert.Equal(newer, disk.Bytes(path));
    }

    [Fact]
    public void Whatever_a_cursor_knows_is_read_as_it_was_written()
    {
        var acknowledged = new LogPosition(1000, 5000);
        var dropped = new Stretch(new LogRange(acknowledged, new LogPosition(1100, 5400)), SkipReason.Expired, 10, 12);
        var island = new Stretch(new LogRange(new LogPosition(1L << 40, 1L << 45), new LogPosition((1L << 40) + 1, 1L << 46)), SkipReason.Removed);
        var state = new CursorState
        {
            Epoch = UInt128.MaxValue - 5,
            Generation = 7,
            Acknowledged = acknowledged,
            Lived = 12345,
            MaxBytes = 1L << 44,
            Lost = new Losses { Evicted = new Tally(1, 2), Expired = new Tally(3, 4), Shed = new Tally(5, 6), Damaged = new Tally(7, 8), Unfinished = new Tally(9, 10) },
            Stretches = [new KeptStretch(StretchKind.Dropped, dropped), new KeptStretch(StretchKind.Island, island)],
        };
        var slot = new byte[CursorState.Size];

        state.Write(slot);

        Assert.True(CursorState.TryRead(slot, "cursor", out var read));
        Assert.Equal(state.Stretches, read.Stretches);
        Assert.Equal((state.Epoch, state.Generation, state.Acknowledged, state.Lived, state.MaxBytes, state.Lost), (read.Epoch, read.Generation, read.Acknowledged, read.Lived, read.MaxBytes, read.Lost));
    }

    [Fact]
    public void As_many_stretches_are_kept_as_a_slot_can_hold()
    {
        var acknowledged = new LogPosition(1, 0);
        var all = Enumerable.Range(1, 64).Select(index => new KeptStretch(
            StretchKind.Island,
            new Stretch(new LogRange(new LogPosition(index * 10_000, index * 2_000_000), new LogPosition((index * 10_000) + 50, (index * 2_000_000) + 9_000)), SkipReason.Removed)));

        var fitting = CursorState.Fitting(acknowledged, all);

        Assert.InRange(fitting.Count, 16, 63);
        var slot = new byte[CursorState.Size];
        new CursorState { Acknowledged = acknowledged, Stretches = fitting }.Write(slot);
        Assert.True(CursorState.TryRead(slot, "cursor", out var read));
        Assert.Equal(fitting, read.Stretches);
    }

    /// <summary>A buffer that has dropped its oldest segment, and how many records that were.</summary>
    private static async Task<(SimulatedDisk Disk, long Dropped)> FullAsync()
    {
        var disk = new SimulatedDisk();
        await using var buffer = Buffers.Open("/simulated", disk);
        await Buffers.AppendAsync(buffer, 1, 600);
        return (disk, buffer.OldestSequence - 1);
    }

    private static byte[] FirstFormat(UInt128 epoch, ReadOnlySpan<long> numbers)
    {
        var slot = new byte[CursorState.Size];
        "IWGFCUR1"u8.CopyTo(slot);
        BinaryPrimitives.WriteUInt128LittleEndian(slot.AsSpan(8), epoch);
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(24 + (8 * i)), numbers[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(CursorState.Size - 4), Crc32C.Of(0, slot.AsSpan(0, CursorState.Size - 4)));
        return slot;
    }
}
