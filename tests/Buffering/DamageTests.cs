using IndustrialGateway.Buffering.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>The medium changes, loses or mixes up bytes of every file: the harm stays where the bytes were.</summary>
public sealed class DamageTests
{
    private const int Records = 40;
    private const int PerSegment = 10;

    public static TheoryData<string> Files =>
        ["epoch", "cursor", "00000000000000000001.log", "00000000000000000011.log", "00000000000000000031.log"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_flipped_bit_costs_at_most_the_record_it_is_in(string name)
    {
        var whole = await MakeAsync();
        var path = Path.Combine("/simulated", name);
        var bytes = whole.Bytes(path);

        // Reserved space behind the last record is one long run of zeros: a few of its bytes speak for all.
        var end = Math.Min(bytes.Length, bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 64);
        for (var offset = 0; offset < end; offset += offset is > 128 and < 4000 ? 32 : 1)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[offset] ^= (byte)(1 << (offset % 8));

            await VerifyAsync(whole, path, damaged, mostLost: 1, $"bit flipped at {offset} of {name}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_cut_anywhere_costs_at_most_what_was_behind_the_cut(string name)
    {
        var whole = await MakeAsync();
        var path = Path.Combine("/simulated", name);
        var bytes = whole.Bytes(path);
        var end = Math.Min(bytes.Length, bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1);

        for (var length = 0; length < end; length += length is > 128 and < 4000 ? 64 : 1)
        {
            await VerifyAsync(whole, path, bytes[..length], mostLost: PerSegment, $"{name} cut to {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Zeroed_sectors_and_pages_cost_at_most_the_records_in_them(string name)
    {
        var whole = await MakeAsync();
        var path = Path.Combine("/simulated", name);
        var bytes = whole.Bytes(path);

        foreach (var size in new[] { 512, 4096 })
        {
            for (var offset = 0; offset < bytes.Length && offset < 16 * 1024; offset += size)
            {
                var damaged = (byte[])bytes.Clone();
                damaged.AsSpan(offset, Math.Min(size, damaged.Length - offset)).Clear();

                await VerifyAsync(whole, path, damaged, mostLost: PerSegment, $"{size} bytes zeroed at {offset} of {name}");
            }
        }
    }

    [Fact]
    public async Task A_segment_without_any_header_is_announced_and_its_sequences_are_not_used_again()
    {
        var whole = await MakeAsync();
        var path = "/simulated/00000000000000000031.log";
        var damaged = whole.Bytes(path);
        damaged.AsSpan(0, 8192).Clear();

        whole.Overwrite(path, damaged);

        await VerifyMissedAsync(whole, from: 31);
    }

    /// <summary>The newest file: nothing that follows tells how far it went.</summary>
    [Fact]
    public async Task An_end_that_was_cut_off_is_announced_and_its_sequences_are_not_used_again()
    {
        var whole = await MakeAsync();
        var path = "/simulated/00000000000000000031.log";
        var bytes = whole.Bytes(path);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (var length = 0; length < end; length += 7)
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
            var disk = whole.AfterKill();
            disk.Overwrite(path, bytes[..length]);
            await using var buffer = Buffers.Open("/simulated", disk, time);

            Assert.True(buffer.NextSequence > Records, $"cut to {length}: next {buffer.NextSequence}");
            using var reader = buffer.OpenReader(1);
            BufferEntry last = default;
            while (reader.TryRead(out var entry))
            {
                last = entry;
            }

            Assert.True(last.Skipped is { Reason: SkipReason.Damaged }, $"cut to {length}: {last.Skipped}");
            Assert.Equal(time.GetUtcNow(), last.Skipped.ToTime);
            Assert.True(last.Skipped.FromTime < time.GetUtcNow(), $"{last.Skipped}");
            Assert.Equal(buffer.NextSequence, last.Next);
        }
    }

    [Fact]
    public async Task A_newest_file_that_is_gone_is_announced_and_its_sequences_are_not_used_again()
    {
        var disk = await MakeAsync();
        disk.Delete("/simulated/00000000000000000031.log");

        await VerifyMissedAsync(disk, from: 31);
    }

    [Fact]
    public async Task A_newest_file_that_went_when_all_in_it_was_acknowledged_is_not_missed()
    {
        var disk = new SimulatedDisk();
        for (var run = 0; run < 3; run++)
        {
            await using var buffer = Buffers.Open("/simulated", disk);
            Assert.Equal(1 + (run * 10), buffer.NextSequence);
            await Buffers.AppendAsync(buffer, 1 + (run * 10), 10 + (run * 10));
            buffer.Acknowledge(buffer.NextSequence);
        }

        await using var after = Buffers.Open("/simulated", disk.AfterKill());
        Assert.Equal(31, after.NextSequence);
    }

    [Fact]
    public async Task An_end_of_which_only_reserved_space_was_cut_off_has_lost_nothing()
    {
        var disk = await MakeAsync();
        var path = "/simulated/00000000000000000031.log";
        var bytes = disk.Bytes(path);
        disk.Overwrite(path, bytes[..(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 65)]);

        await VerifyAsync(disk, "reserved", mostLost: 0, nextFrom: Records + 1);

        await using var buffer = Buffers.Open("/simulated", disk);
        Assert.Equal(Records + 1, buffer.NextSequence);
    }

    [Fact]
    public async Task Deleted_duplicated_and_swapped_segments_give_no_wrong_record()
    {
        const string First = "/simulated/00000000000000000001.log";
        const string Second = "/simulated/00000000000000000011.log";

        var deleted = await MakeAsync();
        deleted.Delete(Second);
        await VerifyAsync(deleted, "deleted", mostLost: PerSegment, nextFrom: Records + 1);

        var duplicated = await MakeAsync();
        duplicated.Overwrite("/simulated/00000000000000000012.log", duplicated.Bytes(Second));
        await VerifyAsync(duplicated, "duplicated", mostLost: 0, nextFrom: Records + 1);

        var swapped = await MakeAsync();
        var (first, second) = (swapped.Bytes(First), swapped.Bytes(Second));
        swapped.Overwrite(First, second);
        swapped.Overwrite(Second, first);
        await VerifyAsync(swapped, "swapped", mostLost: 0, nextFrom: Records + 1);
    }

    [Fact]
    public async Task A_segment_of_another_buffer_is_set_aside()
    {
        var whole = await MakeAsync();
        var other = await MakeAsync();
        whole.Overwrite("/simulated/00000000000000000099.log", other.Bytes("/simulated/00000000000000000011.log"));

        await VerifyAsync(whole, "foreign", mostLost: 0, nextFrom: Records + 1);

        Assert.Single(whole.Paths, path => path.EndsWith(".foreign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_cursor_makes_records_come_again_and_a_newer_one_is_never_behind_the_data()
    {
        var disk = new SimulatedDisk();
        byte[] old;
        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            await Buffers.AppendAsync(buffer, 1, 20);
            old = disk.Bytes("/simulated/cursor");
            buffer.Acknowledge(15);
        }

        var newest = disk.Bytes("/simulated/cursor");
        disk.Overwrite("/simulated/cursor", old);
        await using (var buffer = Buffers.Open("/simulated", disk))
        {
            using var reader = buffer.OpenReader(buffer.AcknowledgedBefore);
            Assert.Equal(20, Buffers.ReadRecords(reader).Count);
        }

        foreach (var path in disk.Paths.Where(path => path.EndsWith(".log", StringComparison.Ordinal)))
        {
            disk.Delete(path);
        }

        disk.Overwrite("/simulated/cursor", newest);
        await using var after = Buffers.Open("/simulated", disk);
        Assert.Equal(15, after.AcknowledgedBefore);
        Assert.Equal(15, after.NextSequence);
        await Buffers.AppendAsync(after, 15, 20);
        using var rest = after.OpenReader(15);
        Assert.Equal([15, 16, 17, 18, 19, 20], Buffers.ReadRecords(rest));
    }

    /// <summary>Three sealed segments of ten small records and one that a kill left open.</summary>
    private static async Task<SimulatedDisk> MakeAsync()
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

    private static byte[] Small(long sequence) => [.. Buffers.Record(sequence)[..8], .. new byte[sequence % 13]];

    private static async Task VerifyMissedAsync(SimulatedDisk disk, long from)
    {
        await using var buffer = Buffers.Open("/simulated", disk);
        Assert.True(buffer.NextSequence > Records);
        using var reader = buffer.OpenReader(from);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal(SkipReason.Damaged, entry.Skipped?.Reason);
        Assert.Equal(buffer.NextSequence, entry.Next);
    }

    private static Task VerifyAsync(SimulatedDisk whole, string path, byte[] damaged, int mostLost, string what)
    {
        var disk = whole.AfterKill();
        disk.Overwrite(path, damaged);
        return VerifyAsync(disk, what, mostLost, nextFrom: Records - mostLost + 1);
    }

    private static async Task VerifyAsync(SimulatedDisk disk, string what, int mostLost, long nextFrom)
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
}
