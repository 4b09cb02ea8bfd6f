using IndustrialGateway.Buffering.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.Buffering;

/// <summary>What the newest segment has lost nothing that follows can tell: it is announced, and its sequences are not used again.</summary>
public sealed class LostEndTests
{
    private const string Newest = "/simulated/00000000000000000031.log";

    [Fact]
    public async Task A_segment_without_any_header_is_announced_and_its_sequences_are_not_used_again()
    {
        var whole = await FourSegments.MakeAsync();
        var damaged = whole.Bytes(Newest);
        damaged.AsSpan(0, 8192).Clear();

        whole.Overwrite(Newest, damaged);

        await VerifyMissedAsync(whole, from: 31);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_is_announced_and_its_sequences_are_not_used_again()
    {
        var whole = await FourSegments.MakeAsync();
        var bytes = whole.Bytes(Newest);
        var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (var length = 0; length < end; length += 7)
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
            var disk = whole.AfterKill();
            disk.Overwrite(Newest, bytes[..length]);
            await using var buffer = Buffers.Open("/simulated", disk, time);

            Assert.True(buffer.NextSequence > FourSegments.Records, $"cut to {length}: next {buffer.NextSequence}");
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
        var disk = await FourSegments.MakeAsync();
        disk.Delete(Newest);

        await VerifyMissedAsync(disk, from: 31);
    }

    [Fact]
    public async Task An_only_file_that_is_gone_is_announced_for_the_time_in_which_it_was_written()
    {
        var (disk, time) = (new SimulatedDisk(), new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)));
        await using (var buffer = Buffers.Open("/simulated", disk, time))
        {
            await Buffers.AppendAsync(buffer, 1, 3);
        }

        var appended = time.GetUtcNow();
        disk.Delete("/simulated/00000000000000000001.log");
        time.Advance(TimeSpan.FromHours(1));
        await using var again = Buffers.Open("/simulated", disk, time);

        using var reader = again.OpenReader(1);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal((SkipReason.Damaged, appended, time.GetUtcNow()), (entry.Skipped?.Reason, entry.Skipped?.FromTime, entry.Skipped?.ToTime));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 24)]
    public async Task Oldest_files_that_are_gone_are_announced_for_the_time_in_which_they_were_written(int gone, int hours)
    {
        var begin = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var (disk, time) = (new SimulatedDisk(), new FakeTimeProvider(begin));
        for (var first = 1; first <= 21; first += 10)
        {
            await using var buffer = Buffers.Open("/simulated", disk, time);
            await Buffers.AppendAsync(buffer, first, first + 9);
            time.Advance(TimeSpan.FromHours(1));
        }

        foreach (var path in disk.Paths.Where(path => path.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(gone).ToArray())
        {
            disk.Delete(path);
        }

        // Told again after a restart, before anybody has acknowledged it and with records that came since.
        time.SetUtcNow(begin.AddHours(24));
        for (var run = 0; run < 3; run++)
        {
            await using var buffer = Buffers.Open("/simulated", disk, time);
            using var reader = buffer.OpenReader(1);
            Assert.True(reader.TryRead(out var entry));
            Assert.Equal((SkipReason.Damaged, begin, begin.AddHours(hours)), (entry.Skipped?.Reason, entry.Skipped?.FromTime, entry.Skipped?.ToTime));
            await Buffers.AppendAsync(buffer, (int)buffer.NextSequence, (int)buffer.NextSequence);
        }
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
        var disk = await FourSegments.MakeAsync();
        var bytes = disk.Bytes(Newest);
        disk.Overwrite(Newest, bytes[..(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 65)]);

        await FourSegments.VerifyAsync(disk, "reserved", mostLost: 0, nextFrom: FourSegments.Records + 1);

        await using var buffer = Buffers.Open("/simulated", disk);
        Assert.Equal(FourSegments.Records + 1, buffer.NextSequence);
    }

    private static async Task VerifyMissedAsync(SimulatedDisk disk, long from)
    {
        await using var buffer = Buffers.Open("/simulated", disk);
        Assert.True(buffer.NextSequence > FourSegments.Records);
        using var reader = buffer.OpenReader(from);
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal(SkipReason.Damaged, entry.Skipped?.Reason);
        Assert.Equal(buffer.NextSequence, entry.Next);
    }
}
