using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>The medium changes, loses or mixes up bytes of every file: the harm stays where the bytes were.</summary>
public sealed class DamageTests
{
    public static TheoryData<string> Files =>
        ["epoch", "cursor", "00000000000000000001.log", "00000000000000000011.log", "00000000000000000031.log"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_flipped_bit_costs_at_most_the_record_it_is_in(string name)
    {
        var whole = await FourSegments.MakeAsync();
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
        var whole = await FourSegments.MakeAsync();
        var path = Path.Combine("/simulated", name);
        var bytes = whole.Bytes(path);
        var end = Math.Min(bytes.Length, bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1);

        for (var length = 0; length < end; length += length is > 128 and < 4000 ? 64 : 1)
        {
            await VerifyAsync(whole, path, bytes[..length], mostLost: FourSegments.PerSegment, $"{name} cut to {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Zeroed_sectors_and_pages_cost_at_most_the_records_in_them(string name)
    {
        var whole = await FourSegments.MakeAsync();
        var path = Path.Combine("/simulated", name);
        var bytes = whole.Bytes(path);

        foreach (var size in new[] { 512, 4096 })
        {
            for (var offset = 0; offset < bytes.Length && offset < 16 * 1024; offset += size)
            {
                var damaged = (byte[])bytes.Clone();
                damaged.AsSpan(offset, Math.Min(size, damaged.Length - offset)).Clear();

                await VerifyAsync(whole, path, damaged, mostLost: FourSegments.PerSegment, $"{size} bytes zeroed at {offset} of {name}");
            }
        }
    }

    [Fact]
    public async Task Deleted_duplicated_and_swapped_segments_give_no_wrong_record()
    {
        const string First = "/simulated/00000000000000000001.log";
        const string Second = "/simulated/00000000000000000011.log";

        var deleted = await FourSegments.MakeAsync();
        deleted.Delete(Second);
        await FourSegments.VerifyAsync(deleted, "deleted", mostLost: FourSegments.PerSegment, nextFrom: FourSegments.Records + 1);

        var duplicated = await FourSegments.MakeAsync();
        duplicated.Overwrite("/simulated/00000000000000000012.log", duplicated.Bytes(Second));
        await FourSegments.VerifyAsync(duplicated, "duplicated", mostLost: 0, nextFrom: FourSegments.Records + 1);

        var swapped = await FourSegments.MakeAsync();
        var (first, second) = (swapped.Bytes(First), swapped.Bytes(Second));
        swapped.Overwrite(First, second);
        swapped.Overwrite(Second, first);
        await FourSegments.VerifyAsync(swapped, "swapped", mostLost: 0, nextFrom: FourSegments.Records + 1);
    }

    [Fact]
    public async Task A_segment_of_another_buffer_is_set_aside()
    {
        var whole = await FourSegments.MakeAsync();
        var other = await FourSegments.MakeAsync();
        whole.Overwrite("/simulated/00000000000000000099.log", other.Bytes("/simulated/00000000000000000011.log"));

        await FourSegments.VerifyAsync(whole, "foreign", mostLost: 0, nextFrom: FourSegments.Records + 1);

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

    private static Task VerifyAsync(SimulatedDisk whole, string path, byte[] damaged, int mostLost, string what)
    {
        var disk = whole.AfterKill();
        disk.Overwrite(path, damaged);
        return FourSegments.VerifyAsync(disk, what, mostLost, nextFrom: FourSegments.Records - mostLost + 1);
    }
}
