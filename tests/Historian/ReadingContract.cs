using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Tests;

/// <summary>What reading promises: every value bit for bit, in order, in pages, with the gaps beside it.</summary>
public abstract class ReadingContract : HistorianContract
{
    [Theory]
    [MemberData(nameof(EveryValue))]
    public async Task Every_value_comes_back_bit_for_bit(string what, Value value)
    {
        foreach (var status in (uint[])[0, 0x4000_0001, 0x8034_0000])
        {
            await using var historian = Open();
            var sample = new Sample(5, value, status, Noon + status, long.MinValue + status);

            await historian.CommitAsync(Batch(1 + status, sample), default);

            Assert.True(sample == (await ReadAllAsync(historian, 5))[^1], what);
            Assert.True(historian.TryGetNewest(5, out var newest) && newest == sample, what);
        }
    }

    public static TheoryData<string, Value> EveryValue => new()
    {
        { "true", Value.Of(true) }, { "false", Value.Of(false) },
        { "sbyte", Value.Of(sbyte.MinValue) }, { "byte", Value.Of(byte.MaxValue) },
        { "short", Value.Of(short.MinValue) }, { "ushort", Value.Of(ushort.MaxValue) },
        { "int", Value.Of(int.MinValue) }, { "uint", Value.Of(uint.MaxValue) },
        { "long min", Value.Of(long.MinValue) }, { "long max", Value.Of(long.MaxValue) },
        { "ulong", Value.Of(ulong.MaxValue) },
        { "float NaN with payload", Value.Of(BitConverter.UInt32BitsToSingle(0xffc0_1234)) },
        { "float -0", Value.Of(-0.0f) },
        { "double NaN with payload", Value.Of(BitConverter.Int64BitsToDouble(0x7ff8_dead_beef_0001)) },
        { "double signalling NaN", Value.Of(BitConverter.Int64BitsToDouble(0x7ff0_0000_0000_0001)) },
        { "double -0", Value.Of(-0.0) }, { "infinity", Value.Of(double.NegativeInfinity) },
        { "text", Value.Of("压力 🏭") }, { "empty text", Value.Of("") }, { "64 KiB", Value.Of(new string('x', 65_536)) },
        { "null text", Value.Of((string?)null) },
        { "date", Value.OfDateTime(long.MaxValue) }, { "status", Value.OfStatusCode(0xffff_ffff) },
        { "guid", Value.Of(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")) },
        { "bytes", Value.Of([0, 255, 1]) }, { "no bytes", Value.Of((byte[])[]) }, { "null bytes", Value.Of((byte[]?)null) },
        { "xml", Value.Of(DataType.XmlElement, "<a/>") }, { "node", Value.Of(DataType.NodeId, "nsu=urn:x;s=a") },
        { "expanded node", Value.Of(DataType.ExpandedNodeId, "svr=1;i=5") }, { "name", Value.Of(DataType.QualifiedName, "1:a") },
        { "localized", Value.OfLocalizedText("zh-CN", "压力") }, { "raw body", Value.Of(DataType.ExtensionObject, [1, 2]) },
        { "null", Value.Null },
        { "array", Value.OfArray(new ArrayValue(DataType.Double, [Value.Of(double.NaN), Value.Of(-0.0)])) },
        { "empty array", Value.OfArray(new ArrayValue(DataType.String, [])) },
        { "matrix", Value.OfArray(new ArrayValue(DataType.Int32, [Value.Of(1), Value.Of(2), Value.Of(3), Value.Of(4)], 2, 2)) },
        { "structure", Value.OfStructure(new StructureValue("Recipe", ("name", Value.Of("a")), ("steps", Value.Of(3)))) },
    };

    [Fact]
    public async Task History_is_read_by_half_open_range_in_pages_either_way()
    {
        const long day = 864_000_000_000;
        await using var historian = Open();
        long[] times = [-5 * day, -1, 0, Noon, Noon, Noon + day, Noon + (400 * day), Noon + (400 * day) + 1];
        await historian.CommitAsync(Batch(1, [.. times.Select((ticks, index) => At(1, ticks, Value.Of(index)))]), default);
        await historian.CommitAsync(Batch(2, [At(2, Noon, Value.Of(99)), At(0, Noon, Value.Of(98))]), default);

        foreach (var limit in (int[])[1, 2, 3, 100])
        {
            foreach (var (from, to) in ((long, long)[])
                [(long.MinValue, long.MaxValue), (-1, Noon), (Noon, Noon + 1), (Noon, Noon), (Noon + 1, Noon + (400 * day) + 1), (5, 1)])
            {
                var expected = Enumerable.Range(0, times.Length).Where(index => times[index] >= from && times[index] < to).ToArray();

                Assert.Equal(expected, Numbers(await ReadAllAsync(historian, 1, from, to, limit)));
                Assert.Equal(expected.Reverse(), Numbers(await ReadAllAsync(historian, 1, from, to, limit, descending: true)));
            }
        }

        Assert.Equal(5, (await historian.ReadLastBeforeAsync(1, Noon + (400 * day), default))?.Value.AsInt64());
        Assert.Null(await historian.ReadLastBeforeAsync(1, -5 * day, default));
        Assert.Null(await historian.ReadLastBeforeAsync(77, Noon, default));
    }

    [Fact]
    public async Task The_ends_of_time_are_times_like_any_other()
    {
        await using var historian = Open();
        await historian.CommitAsync(
            Batch(1, At(1, long.MinValue, Value.Of(1)), At(1, long.MaxValue - 1, Value.Of(2)), At(int.MinValue, 0, Value.Of(3))), default);

        Assert.Equal([1, 2], Numbers(await ReadAllAsync(historian, 1)));
        Assert.Equal([2, 1], Numbers(await ReadAllAsync(historian, 1, descending: true)));
        Assert.Equal([3], Numbers(await ReadAllAsync(historian, int.MinValue)));
    }

    [Fact]
    public async Task Gaps_are_found_by_every_instant_that_they_touch()
    {
        StoredGap[] gaps = [Gap(100, 200, 5), Gap(150, 9000, 0), Gap(300, 300, 7)];
        await using (var historian = Open())
        {
            var batch = new CommitBatch { Records = [new RecordCommit { Stream = Stream, Sequence = 1, Gaps = gaps }] };
            await historian.CommitAsync(batch, default);
            await historian.CommitAsync(batch, default);
        }

        await using var again = Open();

        Assert.Equal([150L], await FromsAsync(again, 201, 300));
        Assert.Equal([100L, 150L], await FromsAsync(again, 200, 201));
        Assert.Equal([150L, 300L], await FromsAsync(again, 300, 10_000));
        Assert.Empty(await FromsAsync(again, 9001, 10_000));
        Assert.Equivalent(gaps[0], (await again.ReadGapPageAsync(0, 150, 10, after: null, default)).Gaps[0], strict: true);
        Assert.Equal((12, 3), (again.GetCounters().LostSamples, again.GetCounters().Gaps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Pages_of_gaps_of_any_size_bring_each_of_them_once_in_order(int limit)
    {
        await using var historian = Open();
        StoredGap[] gaps = [Gap(300, 300, 5), Gap(100, 100, 1), Gap(200, 250, 2), Gap(200, 210, 3), Gap(200, 220, 4), Gap(10, 20, 9)];
        await historian.CommitAsync(
            new CommitBatch { Records = [new RecordCommit { Stream = Stream, Sequence = 1, Gaps = gaps }] }, default);

        List<ulong> counts = [];
        GapPosition? after = null;
        do
        {
            var page = await historian.ReadGapPageAsync(50, 1_000, limit, after, default);
            Assert.InRange(page.Gaps.Count, 0, limit);
            counts.AddRange(page.Gaps.Select(gap => gap.SampleCount));
            after = page.Last;
        }
        while (after is not null);

        Assert.Equal([1, 2, 3, 4, 5], counts);
    }

    [Fact]
    public async Task A_long_gap_does_not_make_a_page_look_at_all_that_lie_in_it()
    {
        await using var historian = Open();
        StoredGap[] gaps = [Gap(1, 100_000, 1), .. Enumerable.Range(2, 3_000).Select(from => Gap(from, from, 2)), Gap(90_000, 90_000, 3)];
        await historian.CommitAsync(
            new CommitBatch { Records = [new RecordCommit { Stream = Stream, Sequence = 1, Gaps = gaps }] }, default);

        List<ulong> counts = [];
        List<int> lookedAt = [];
        GapPosition? after = null;
        do
        {
            var page = await historian.ReadGapPageAsync(80_000, 95_000, 10, after, default);
            counts.AddRange(page.Gaps.Select(gap => gap.SampleCount));
            lookedAt.Add(page.LookedAt);
            after = page.Last;
        }
        while (after is not null);

        Assert.Equal([1, 3], counts);
        Assert.Equal(gaps.Length, lookedAt.Sum());
        Assert.All(lookedAt, looked => Assert.InRange(looked, 0, 1_000));
    }

    [Fact]
    public async Task What_is_said_of_a_gap_again_is_one_gap_also_after_a_restart()
    {
        var gap = Gap(100, 200, 0) with { Id = 7 };
        List<GapChange> changes = [];
        await using (var historian = Open())
        {
            changes.AddRange(await AddAsync(historian, 1, gap, gap with { ToTicks = 250 }));
            changes.AddRange(await AddAsync(historian, 2, gap, gap with { Id = 8 }, gap with { Gateway = "gw-2" }));
        }

        await using (var historian = Open())
        {
            changes.AddRange(await AddAsync(historian, 3, gap with { ToTicks = 250, FilledTicks = 900, FilledCount = 12 }));
            changes.AddRange(await AddAsync(historian, 4, gap, gap with { FilledTicks = 950, FilledCount = 99 }));
        }

        await using var again = Open();
        var page = await again.ReadGapPageAsync(0, 1_000, 10, after: null, default);
        (long, long?, int, int)[] expected = [(250, 900, 12, 7), (200, null, 0, 8), (200, null, 0, 7)];
        Assert.Equal(
            expected,
            page.Gaps.Select(each => (each.ToTicks, each.FilledTicks, (int)each.FilledCount, (int)each.Id)));
        Assert.Equal([true, false, true, true, false], changes.Select(change => change.IsLoss));
        Assert.Equal([false, false, false, false, true], changes.Select(change => change.IsFilled));
        Assert.Equal(3, again.GetCounters().Gaps);
    }

    [Fact]
    public async Task A_gap_that_is_known_to_be_filled_before_it_is_known_is_no_loss()
    {
        await using var historian = Open();
        var filled = Gap(100, 200, 0) with { Id = 7, FilledTicks = 900, FilledCount = 12 };

        var changes = await AddAsync(historian, 1, filled, filled with { FilledTicks = null, FilledCount = 0 });

        Assert.False(Assert.Single(changes) is { IsLoss: true } or { IsFilled: true });
        Assert.Equal(900, Assert.Single((await historian.ReadGapPageAsync(0, 1_000, 10, after: null, default)).Gaps).FilledTicks);
    }

    [Fact]
    public async Task A_late_sample_on_a_day_between_two_others_is_found()
    {
        const long day = 864_000_000_000;
        await using var historian = Open();
        await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1)), At(1, Noon + (9 * day), Value.Of(3))), default);

        await historian.CommitAsync(Batch(2, At(1, Noon + (5 * day), Value.Of(2))), default);

        Assert.Equal([1, 2, 3], Numbers(await ReadAllAsync(historian, 1)));
    }

    [Fact]
    public async Task A_late_sample_never_moves_the_newest_backwards()
    {
        await using var historian = Open();
        await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1)), At(1, Noon, Value.Of(2))), default);

        await historian.CommitAsync(Batch(2, At(1, Noon - 1, Value.Of(3))), default);

        Assert.True(historian.TryGetNewest(1, out var newest));
        Assert.Equal(Value.Of(2), newest.Value);
        Assert.False(historian.TryGetNewest(2, out _));
    }

    private static IEnumerable<int> Numbers(IEnumerable<Sample> samples) => samples.Select(sample => (int)sample.Value.AsInt64()!);

    private static async Task<IEnumerable<long>> FromsAsync(IHistorian historian, long from, long to) =>
        (await historian.ReadGapPageAsync(from, to, 10, after: null, default)).Gaps.Select(gap => gap.FromTicks);

    private static async Task<IReadOnlyList<GapChange>> AddAsync(IHistorian historian, long sequence, params StoredGap[] gaps) =>
        (await historian.CommitAsync(
            new CommitBatch { Records = [new RecordCommit { Stream = Stream, Sequence = sequence, Gaps = gaps }] }, default)).Gaps;
}
