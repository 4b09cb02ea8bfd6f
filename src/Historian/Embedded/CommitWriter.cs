using System.Buffers;
using IndustrialGateway.Model;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Turns a batch into one atomic, synced write. One at a time; after an exception its tables are worthless.</summary>
internal sealed class CommitWriter
{
    private readonly Database _database;
    private readonly Tables _tables;
    private readonly InstantIndex _instants;
    private readonly ArrayBufferWriter<byte> _values = new(64 * 1024);

    public CommitWriter(Database database, Tables tables)
    {
        (_database, _tables) = (database, tables);
        _instants = new InstantIndex(database, _values);
    }

    public CommitOutcome Commit(CommitBatch commit)
    {
        var outcome = new CommitOutcome(commit.Records);
        using var batch = new WriteBatch();
        for (var index = 0; index < commit.Records.Count; index++)
        {
            AddRecord(index, commit.Records[index], outcome, batch);
        }

        _tables.Streams.Write(batch);
        _tables.Counters.Write(batch);
        commit.Observer?.Prepare(outcome, _tables.Side.WriterInto(batch));
        if (batch.Count() > 0)
        {
            _database.Write(batch);
        }

        _tables.Publish();
        Clear();
        return outcome;
    }

    private void AddRecord(int index, RecordCommit record, CommitOutcome outcome, WriteBatch batch)
    {
        var stored = _tables.Streams.Current(record.Stream);
        if (stored.ContainsAll(record.Sequence, record.Count))
        {
            outcome.DuplicateRecords++;
            _tables.Counters.Add(record.Stream.Gateway, new HistorianCounters { DuplicateRecords = 1 });
            return;
        }

        outcome.SetNewRecord(index);
        _tables.Streams.Change(record.Stream, stored.With(record.Sequence, record.Count) ??
            throw new InvalidOperationException("The batch was checked for room in the set of sequences."));
        var before = (outcome.StoredSamples, outcome.DuplicateSamples);
        AddSamples(
            index,
            record.Samples.Span,
            RecordPlace.Of(record.Stream, record.Sequence),
            isOvertaking: record.Sequence > stored.StoredBefore,
            outcome,
            batch);
        var (lost, gaps) = AddGaps(index, record, outcome, batch);
        _tables.Counters.Add(record.Stream.Gateway, new HistorianCounters(
            outcome.StoredSamples - before.StoredSamples, outcome.DuplicateSamples - before.DuplicateSamples, 1, 0, lost, gaps));
    }

    /// <returns>How many samples are lost by gaps that are new, and how many of these there are.</returns>
    private (long Lost, long Gaps) AddGaps(int index, RecordCommit record, CommitOutcome outcome, WriteBatch batch)
    {
        var (lost, gaps) = (0L, 0L);
        foreach (var gap in record.Gaps)
        {
            if (_tables.Gaps.Add(index, gap, batch) is { } change)
            {
                outcome.Add(change);
                gaps += change.Before is null ? 1 : 0;
                lost += change.Before is null ? (long)Math.Min(gap.SampleCount, long.MaxValue / 2) : 0;
            }
        }

        return (lost, gaps);
    }

    private void AddSamples(
        int record, ReadOnlySpan<Sample> samples, RecordPlace place, bool isOvertaking, CommitOutcome outcome, WriteBatch batch)
    {
        for (var index = 0; index < samples.Length; index++)
        {
            if (AddSample(samples[index], place, isOvertaking, batch))
            {
                outcome.SetNewSample(record, index);
            }
            else
            {
                outcome.DuplicateSamples++;
            }
        }
    }

    private bool AddSample(in Sample sample, RecordPlace record, bool isOvertaking, WriteBatch batch)
    {
        var state = _tables.Points.Touch(sample.Point);
        var start = _values.WrittenCount;
        var overtaking = isOvertaking ? record : default(RecordPlace?);
        RowValue.Write(sample, overtaking, _values);
        if (PlaceOf(state, sample, start, record, batch) is not { } place)
        {
            return false;
        }

        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        var keyLength = RowKey.Write(key, sample.Point, sample.SourceTicks, place.Ordinal);
        batch.Put(key[..keyLength], _values.WrittenSpan[start..], _database.Rows);
        _tables.Days.Add(RowKey.DayOf(sample.SourceTicks), batch);
        if (state.Add(sample, place.IsLast, overtaking))
        {
            _tables.Points.WriteDays(sample.Point, state, batch);
        }

        return true;
    }

    /// <summary>The sample's place among those at its instant; null = it is there already.</summary>
    private InstantIndex.Place? PlaceOf(PointState state, in Sample sample, int start, RecordPlace record, WriteBatch batch)
    {
        if (state.IsEmpty || sample.SourceTicks > state.Newest.SourceTicks)
        {
            _instants.AddFirst(sample.Point, sample.SourceTicks, start);
            return new InstantIndex.Place(0, IsLast: true);
        }

        if (sample.SourceTicks == state.Newest.SourceTicks &&
            sample.Status == state.Newest.Status && sample.Value.Equals(state.Newest.Value))
        {
            return null;
        }

        if (IsNewInstant(state, sample.Point, sample.SourceTicks))
        {
            state.AddLate(sample.SourceTicks);
            _instants.AddFirst(sample.Point, sample.SourceTicks, start);
            return new InstantIndex.Place(0, IsLast: true);
        }

        state.AddLate(sample.SourceTicks);
        return _instants.TryAdd(state, sample.Point, sample.SourceTicks, _values.WrittenSpan[start..], record, batch);
    }

    /// <summary>Whether it is known at once that nothing is at this instant.</summary>
    private bool IsNewInstant(PointState state, int point, long ticks)
    {
        if (!state.Empty.Contains(ticks) && !state.HasLate && ticks < state.NewestStoredTicks
            && _instants.FindEmpty(point, ticks) is { } next)
        {
            state.Found(new EmptyStretch(ticks - 1, Math.Min(next, state.NewestStoredTicks)));
        }

        return state.Empty.Contains(ticks);
    }

    private void Clear()
    {
        _instants.Clear();
        _values.ResetWrittenCount();
    }
}

/// <summary>What the historian keeps in memory of its files.</summary>
internal sealed class Tables(Database database)
{
    public PointTable Points { get; } = new(database);

    public StreamTable Streams { get; } = new(database);

    public CounterTable Counters { get; } = new(database);

    public DayTable Days { get; } = new(database);

    public GapTable Gaps { get; } = new(database);

    public SideTable Side { get; } = new(database);

    public void Load()
    {
        Points.Load();
        Streams.Load();
        Counters.Load();
        Days.Load();
        Gaps.Load();
    }

    /// <summary>Days first: a reader that sees a sample finds its day.</summary>
    public void Publish()
    {
        Days.Publish();
        Points.Publish();
        Streams.Publish();
        Counters.Publish();
        Gaps.Publish();
    }
}
