using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Tests;

/// <summary>What every engine promises: derive from it, give it a historian that can be closed and opened again, and pass.</summary>
public abstract class HistorianContract
{
    protected static readonly StreamKey Stream = new("gw-1", UInt128.MaxValue - 7, 2);
    private const long Noon = 134_000_000_000_000_000;

    /// <summary>Opens the historian of this test, again after it was closed.</summary>
    protected abstract IHistorian Open();

    [Fact]
    public async Task What_was_committed_is_read_after_reopening()
    {
        Sample[] samples = [At(1, Noon, Value.Of(1.5)), At(1, Noon + 1, Value.Of(-0.0)), At(2, Noon, Value.Of("an"))];
        await using (var historian = Open())
        {
            await historian.CommitAsync(Batch(1, samples), default);
        }

        await using var again = Open();

        Assert.Equal(samples[..2], await ReadAllAsync(again, 1));
        Assert.Equal(samples[2..], await ReadAllAsync(again, 2));
        Assert.True(again.TryGetNewest(1, out var newest));
        Assert.Equal(samples[1], newest);
        Assert.Equal([1, 2], again.Points.Order());
        Assert.Equal(3, again.GetCounters().StoredSamples);
    }

    [Fact]
    public async Task A_record_sent_again_is_stored_once()
    {
        await using var historian = Open();
        await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1))), default);

        var outcome = await historian.CommitAsync(Batch(1, At(1, Noon + 5, Value.Of(2))), default);

        Assert.False(outcome.IsNewRecord(0));
        Assert.Equal((0, 1), (outcome.StoredSamples, outcome.DuplicateRecords));
        Assert.Single(await ReadAllAsync(historian, 1));
        Assert.Equal(new HistorianCounters(1, 0, 1, 1, 0, 0), historian.GetCounters("gw-1"));
    }

    [Fact]
    public async Task The_same_sample_in_another_record_collapses_and_different_ones_at_an_instant_stay_in_order()
    {
        await using var historian = Open();
        await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1.0)), At(1, Noon, Value.Of(2.0))), default);
        await historian.CommitAsync(Batch(2, At(1, Noon + 9, Value.Of(7.0))), default);

        var outcome = await historian.CommitAsync(
            Batch(3,
                At(1, Noon, Value.Of(2.0)), At(1, Noon, Value.Of(2.0), 0x8000_0000), At(1, Noon, Value.Of(2)),
                At(1, Noon, Value.Of(1.0)), At(1, Noon - 1, Value.Of(1.0)), At(1, Noon - 1, Value.Of(1.0))),
            default);

        Assert.Equal((3, 3), (outcome.StoredSamples, outcome.DuplicateSamples));
        Assert.Equal([false, true, true, false, true, false], Enumerable.Range(0, 6).Select(index => outcome.IsNewSample(0, index)));
        Assert.Equal(
            [
                At(1, Noon - 1, Value.Of(1.0)), At(1, Noon, Value.Of(1.0)), At(1, Noon, Value.Of(2.0)),
                At(1, Noon, Value.Of(2.0), 0x8000_0000), At(1, Noon, Value.Of(2)), At(1, Noon + 9, Value.Of(7.0)),
            ],
            await ReadAllAsync(historian, 1));
    }

    [Fact]
    public async Task Thousands_of_values_at_one_instant_are_all_kept_once_and_in_order()
    {
        const int count = 3000;
        await using (var historian = Open())
        {
            for (var round = 0; round < 3; round++)
            {
                var samples = Enumerable.Range(round * count / 2, count).Select(index => At(1, Noon, Value.Of(index)));
                await historian.CommitAsync(Batch(round + 1, [.. samples]), default);
            }
        }

        await using var again = Open();
        var outcome = await again.CommitAsync(Batch(9, At(1, Noon, Value.Of(17)), At(1, Noon, Value.Of(-1))), default);

        Assert.Equal((1, 1), (outcome.StoredSamples, outcome.DuplicateSamples));
        Assert.Equal(
            [.. Enumerable.Range(0, 2 * count).Select(Value.Of), Value.Of(-1)],
            (await ReadAllAsync(again, 1)).Select(sample => sample.Value));
    }

    [Fact]
    public async Task More_values_at_one_instant_than_two_bytes_count_stay_in_order()
    {
        const int count = 70_000;
        await using var historian = Open();

        await historian.CommitAsync(Batch(1, [.. Enumerable.Range(0, count).Select(index => At(1, Noon, Value.Of(index)))]), default);
        await historian.CommitAsync(Batch(2, At(1, Noon, Value.Of(count)), At(1, Noon, Value.Of(69_999))), default);

        Assert.Equal(
            Enumerable.Range(0, count + 1).Select(Value.Of), (await ReadAllAsync(historian, 1)).Select(sample => sample.Value));
    }

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
    public async Task Stored_sequences_are_kept_by_stream_with_their_islands()
    {
        var other = Stream with { Log = 1 };
        await using (var historian = Open())
        {
            await historian.CommitAsync(Batch(1), default);
            await historian.CommitAsync(
                new CommitBatch
                {
                    Records =
                    [
                        new RecordCommit { Stream = Stream, Sequence = 5, Count = 3 },
                        new RecordCommit { Stream = Stream, Sequence = 2 },
                        new RecordCommit { Stream = other, Sequence = 1 },
                    ],
                },
                default);
        }

        await using var again = Open();

        var stored = again.GetStored(Stream);
        Assert.Equal((3, new SequenceRange(5, 3)), (stored.StoredBefore, Assert.Single(stored.Ranges)));
        Assert.Equal(2, again.GetStored(other).StoredBefore);
        Assert.Equal(StoredSequences.None, again.GetStored(Stream with { Epoch = 0 }));
        Assert.Equal([other, Stream], again.Streams.OrderBy(stream => stream.Log));
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
        Assert.Equivalent(gaps[0], (await again.ReadGapsAsync(0, 150, 10, default))[0], strict: true);
        Assert.Equal((12, 3), (again.GetCounters().LostSamples, again.GetCounters().Gaps));
    }

    [Fact]
    public async Task An_observer_sees_what_is_new_and_its_entries_are_stored_with_it()
    {
        await using (var historian = Open())
        {
            await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1))), default);
            var observer = new Counting();
            var batch = Batch(2, At(1, Noon, Value.Of(1)), At(1, Noon + 1, Value.Of(2)));
            await historian.CommitAsync(
                new CommitBatch { Records = [.. batch.Records, .. Batch(1).Records], Observer = observer }, default);

            Assert.Equal([true, false], observer.NewRecords);
            Assert.Equal(1, observer.StoredSamples);
        }

        await using var again = Open();

        Assert.Equal([1], again.GetEntry("figures", "b"u8));
        Assert.Null(again.GetEntry("figure", "sb"u8));
        Assert.Equal(["a", "b"], Keys(again.ReadEntries("figures", "a"u8, "c"u8, 10)));
        Assert.Equal(["b", "c"], Keys(again.ReadEntries("figures", "b"u8, [], 10)));
        Assert.Equal(["a"], Keys(again.ReadEntries("figures", [], [], 1)));
        await again.CommitAsync(new CommitBatch { Observer = new Removing() }, default);
        Assert.Equal(["a", "c"], Keys(again.ReadEntries("figures", [], [], 10)));
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

    [Fact]
    public async Task A_record_without_a_valid_sequence_is_refused_and_nothing_is_stored()
    {
        await using var historian = Open();
        var records = Enumerable.Range(1, StoredSequences.MaxRanges + 1)
            .Select(index => new RecordCommit { Stream = Stream, Sequence = index * 2 });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await historian.CommitAsync(Batch(0, At(1, Noon, Value.Of(1))), default));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await historian.CommitAsync(new CommitBatch { Records = [.. records] }, default));

        Assert.Equal(StoredSequences.None, historian.GetStored(Stream));
        Assert.Equal(default, historian.GetCounters());
        await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1))), default);
    }

    protected static Sample At(int point, long ticks, Value value, uint status = 0) => new(point, value, status, ticks, ticks + 20_000);

    protected static CommitBatch Batch(long sequence, params Sample[] samples) => new()
    {
        Records = [new RecordCommit { Stream = Stream, Sequence = sequence, Samples = samples }],
    };

    protected static async Task<List<Sample>> ReadAllAsync(
        IHistorian historian, int point, long from = long.MinValue, long to = long.MaxValue, int limit = 1000, bool descending = false)
    {
        List<Sample> samples = [];
        var query = new HistoryQuery { Point = point, FromTicks = from, ToTicks = to, Limit = limit, Descending = descending };
        while (true)
        {
            var page = await historian.ReadAsync(query, default);
            Assert.InRange(page.Samples.Count, 0, limit);
            samples.AddRange(page.Samples);
            if (page.Next is null)
            {
                return samples;
            }

            query = query with { Start = page.Next };
        }
    }

    private static IEnumerable<int> Numbers(IEnumerable<Sample> samples) => samples.Select(sample => (int)sample.Value.AsInt64()!);

    private static IEnumerable<string> Keys(IEnumerable<KeyValuePair<byte[], byte[]>> entries) =>
        entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Key));

    private static async Task<IEnumerable<long>> FromsAsync(IHistorian historian, long from, long to) =>
        (await historian.ReadGapsAsync(from, to, 10, default)).Select(gap => gap.FromTicks);

    private static StoredGap Gap(long from, long to, ulong count) => new()
    {
        Gateway = "gw-1",
        Equipment = "press-03",
        Points = [3, 4],
        FromTicks = from,
        ToTicks = to,
        SampleCount = count,
        Reason = GapReason.BufferFull,
    };

    private sealed class Counting : ICommitObserver
    {
        public bool[] NewRecords { get; private set; } = [];

        public int StoredSamples { get; private set; }

        public void Prepare(CommitOutcome outcome, ISideEntries entries)
        {
            NewRecords = [.. Enumerable.Range(0, outcome.Records.Count).Select(outcome.IsNewRecord)];
            StoredSamples = outcome.StoredSamples;
            entries.Put("figures", "a"u8, [0]);
            entries.Put("figures", "b"u8, [(byte)outcome.StoredSamples]);
            entries.Put("figures", "c"u8, []);
            entries.Put("other", "b"u8, [9]);
        }
    }

    private sealed class Removing : ICommitObserver
    {
        public void Prepare(CommitOutcome outcome, ISideEntries entries) => entries.Remove("figures", "b"u8);
    }
}
