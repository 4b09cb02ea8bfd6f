using IndustrialGateway.Model;

namespace IndustrialGateway.Historian.Tests;

/// <summary>What a commit promises: each record and each sample once, all or nothing, still there after reopening.</summary>
public abstract class StoringContract : HistorianContract
{
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
    public async Task Values_at_one_instant_stay_in_the_order_of_their_records_when_these_come_out_of_order_and_the_gateways_clock_jumps()
    {
        const long tenYears = 3650 * 864_000_000_000L;
        Sample[] inOrder = [.. Enumerable.Range(0, 8).Select(index =>
            At(1, Noon, Value.Of(index)) with { ReceivedTicks = Noon + index + (tenYears * ((index % 3) - 1)) })];
        await using (var historian = Open())
        {
            await historian.CommitAsync(Batch(8, inOrder[7]), default);
            await historian.CommitAsync(Batch(2, inOrder[0], inOrder[1]), default);
            await historian.CommitAsync(Batch(5, inOrder[4]), default);
            await historian.CommitAsync(Batch(4, inOrder[2], inOrder[3]), default);
            await historian.CommitAsync(Batch(7, inOrder[4], inOrder[5], inOrder[6]), default);

            Assert.True(historian.TryGetNewest(1, out var newest));
            Assert.Equal(inOrder[7], newest);
        }

        await using var again = Open();

        Assert.Equal(inOrder, await ReadAllAsync(again, 1));
        Assert.True(again.TryGetNewest(1, out var last));
        Assert.Equal(inOrder[7], last);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(70_000, false)]
    [InlineData(70_000, true)]
    public async Task A_sample_is_read_back_whole_live_or_filled_also_when_its_record_has_overtaken_others(int sequence, bool isFilled)
    {
        long[] delays = [0, 1, -1, 63, 64, -64, -65, 8191, 8192, 864_000_000_000, -864_000_000_000];
        Sample[] samples = [.. delays.Select((delay, index) => At(1, Noon + index, Value.Of(index), index % 2 == 0 ? 0 : 0x8000_0000) with
        {
            ReceivedTicks = Noon + index + delay,
            IsFilled = isFilled,
        })];
        await using (var historian = Open())
        {
            await historian.CommitAsync(Batch(sequence, samples), default);
        }

        await using var again = Open();

        Assert.Equal(samples, await ReadAllAsync(again, 1));
        Assert.Equal(samples.Length, (await again.CommitAsync(Batch(sequence + 1, samples), default)).DuplicateSamples);
    }

    [Fact]
    public async Task A_gateway_whose_clock_is_set_back_changes_no_order_as_long_as_its_records_come_in_order()
    {
        await using var historian = Open();
        var before = At(1, Noon, Value.Of(1));
        var after = At(1, Noon, Value.Of(2)) with { ReceivedTicks = before.ReceivedTicks - (3650 * 864_000_000_000L) };

        await historian.CommitAsync(Batch(1, before), default);
        await historian.CommitAsync(Batch(2, after), default);

        Assert.Equal([before, after], await ReadAllAsync(historian, 1));
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

    private static IEnumerable<string> Keys(IEnumerable<KeyValuePair<byte[], byte[]>> entries) =>
        entries.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Key));

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

    [Fact]
    public async Task A_filled_sample_is_one_with_what_came_live_whatever_the_server_added_to_its_status()
    {
        const uint overflow = 0x0480;
        await using var historian = Open();
        await historian.CommitAsync(Batch(1, At(1, Noon, Value.Of(1)), At(1, Noon + 1, Value.Of(2), overflow), At(1, Noon + 9, Value.Of(9))), default);

        var outcome = await historian.CommitAsync(
            Batch(
                2,
                Filled(At(1, Noon, Value.Of(1))),
                Filled(At(1, Noon + 1, Value.Of(2))),
                Filled(At(1, Noon + 1, Value.Of(3))),
                Filled(At(1, Noon + 2, Value.Of(4)))),
            default);
        await historian.CommitAsync(Batch(3, At(1, Noon + 2, Value.Of(4), overflow)), default);

        Assert.Equal((2, 2), (outcome.StoredSamples, outcome.DuplicateSamples));
        (long?, uint, bool)[] expected = [(1, 0, false), (2, overflow, false), (3, 0, true), (4, 0, true), (9, 0, false)];
        Assert.Equal(
            expected,
            (await ReadAllAsync(historian, 1)).Select(sample => (sample.Value.AsInt64(), sample.Status, sample.IsFilled)));

        static Sample Filled(Sample sample) => sample with { IsFilled = true };
    }
}
