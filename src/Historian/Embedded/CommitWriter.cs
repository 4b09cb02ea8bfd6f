using System.Buffers;
using IndustrialGateway.Model;
using RocksDbSharp;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Turns a batch into one atomic, synced write. One at a time; after an exception its tables are worthless.</summary>
internal sealed class CommitWriter(Database database, Tables tables)
{
    private readonly InstantIndex _instants = new(database);
    private readonly List<(int Point, long Ticks, int Start, int Length)> _firsts = [];
    private readonly ArrayBufferWriter<byte> _values = new(64 * 1024);

    public CommitOutcome Commit(CommitBatch commit)
    {
        var outcome = new CommitOutcome(commit.Records);
        using var batch = new WriteBatch();
        for (var index = 0; index < commit.Records.Count; index++)
        {
            AddRecord(index, commit.Records[index], outcome, batch);
        }

        tables.Streams.Write(batch);
        tables.Counters.Write(batch);
        commit.Observer?.Prepare(outcome, tables.Side.WriterInto(batch));
        if (batch.Count() > 0)
        {
            database.Write(batch);
        }

        tables.Publish();
        Clear();
        return outcome;
    }

    private void AddRecord(int index, RecordCommit record, CommitOutcome outcome, WriteBatch batch)
    {
        var stored = tables.Streams.Current(record.Stream);
        if (stored.ContainsAll(record.Sequence, record.Count))
        {
            outcome.DuplicateRecords++;
            tables.Counters.Add(record.Stream.Gateway, new HistorianCounters { DuplicateRecords = 1 });
            return;
        }

        outcome.SetNewRecord(index);
        tables.Streams.Change(record.Stream, stored.With(record.Sequence, record.Count) ??
            throw new InvalidOperationException("The batch was checked for room in the set of sequences."));
        var before = (outcome.StoredSamples, outcome.DuplicateSamples);
        AddSamples(index, record.Samples.Span, outcome, batch);
        var lost = 0L;
        foreach (var gap in record.Gaps)
        {
            tables.Gaps.Add(gap, batch);
            lost += (long)Math.Min(gap.SampleCount, long.MaxValue / 2);
        }

        tables.Counters.Add(record.Stream.Gateway, new HistorianCounters(
            outcome.StoredSamples - before.StoredSamples, outcome.DuplicateSamples - before.DuplicateSamples, 1, 0, lost,
            record.Gaps.Count));
    }

    private void AddSamples(int record, ReadOnlySpan<Sample> samples, CommitOutcome outcome, WriteBatch batch)
    {
        for (var index = 0; index < samples.Length; index++)
        {
            if (AddSample(samples[index], batch))
            {
                outcome.SetNewSample(record, index);
            }
            else
            {
                outcome.DuplicateSamples++;
            }
        }
    }

    private bool AddSample(in Sample sample, WriteBatch batch)
    {
        var state = tables.Points.Touch(sample.Point);
        var start = _values.WrittenCount;
        var contentStart = RowValue.Write(sample, _values);
        if (Ordinal(state, sample, start, contentStart, batch) is not { } ordinal)
        {
            return false;
        }

        Span<byte> key = stackalloc byte[RowKey.MaxLength];
        var keyLength = RowKey.Write(key, sample.Point, sample.SourceTicks, ordinal);
        batch.Put(key[..keyLength], _values.WrittenSpan[start..], database.Rows);
        tables.Days.Add(RowKey.DayOf(sample.SourceTicks), batch);
        if (state.Add(sample, ordinal))
        {
            tables.Points.WriteDays(sample.Point, state, batch);
        }

        return true;
    }

    /// <summary>The sample's place among those at its instant; null = it is there already.</summary>
    private uint? Ordinal(PointState state, in Sample sample, int start, int contentStart, WriteBatch batch)
    {
        if (state.NewestCount == 0 || sample.SourceTicks > state.Newest.SourceTicks)
        {
            AddFirst(sample, start + contentStart);
            return 0;
        }

        if (sample.SourceTicks == state.Newest.SourceTicks &&
            sample.Status == state.Newest.Status && sample.Value.Equals(state.Newest.Value))
        {
            return null;
        }

        IndexFirsts();
        return _instants.TryAdd(
            sample.Point, sample.SourceTicks, _values.WrittenSpan[(start + contentStart)..], batch);
    }

    private void AddFirst(in Sample sample, int contentStart)
    {
        if (_instants.IsEmpty)
        {
            _firsts.Add((sample.Point, sample.SourceTicks, contentStart, _values.WrittenCount - contentStart));
        }
        else
        {
            _instants.AddFirst(sample.Point, sample.SourceTicks, _values.WrittenSpan[contentStart..].ToArray());
        }
    }

    /// <summary>Only a commit with late or equal times needs to remember what it has added itself.</summary>
    private void IndexFirsts()
    {
        foreach (var (point, ticks, start, length) in _firsts)
        {
            _instants.AddFirst(point, ticks, _values.WrittenSpan.Slice(start, length).ToArray());
        }

        _firsts.Clear();
    }

    private void Clear()
    {
        _instants.Clear();
        _firsts.Clear();
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
