using IndustrialGateway.Model;

namespace IndustrialGateway.Historian;

/// <summary>What is to be stored at once. Do not change it until the commit has ended.</summary>
public sealed class CommitBatch
{
    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<RecordCommit> Records { get; init; } = [];

    /// <summary>Adds entries of its own, from what turned out to be new.</summary>
    public ICommitObserver? Observer { get; init; }
}

/// <summary>One record, or a range of records that will never come, with what they held.</summary>
public sealed record RecordCommit
{
    public required StreamKey Stream { get; init; }

    /// <summary>The record's sequence, 1 and up; of a range the first.</summary>
    public required long Sequence { get; init; }

    /// <summary>How many sequences; more than 1 only for a range that was skipped.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Points are the catalogue's numbers.</summary>
    public ReadOnlyMemory<Sample> Samples { get; init; }

    public IReadOnlyList<StoredGap> Gaps { get; init; } = [];
}

/// <summary>What a commit stored.</summary>
public sealed class CommitOutcome
{
    private readonly bool[] _newRecords;
    private readonly bool[] _newSamples;
    private readonly int[] _firstSamples;
    private readonly List<GapChange> _gaps = [];

    internal CommitOutcome(IReadOnlyList<RecordCommit> records)
    {
        Records = records;
        _newRecords = new bool[records.Count];
        _firstSamples = new int[records.Count];
        var count = 0;
        for (var record = 0; record < records.Count; record++)
        {
            _firstSamples[record] = count;
            count += records[record].Samples.Length;
        }

        _newSamples = new bool[count];
    }

    public IReadOnlyList<RecordCommit> Records { get; }

    /// <summary>What the new records said of gaps that the ledger did not know.</summary>
    public IReadOnlyList<GapChange> Gaps => _gaps;

    public int StoredSamples { get; private set; }

    /// <summary>Samples of new records that were stored before.</summary>
    public int DuplicateSamples { get; internal set; }

    public int DuplicateRecords { get; internal set; }

    /// <summary>False for a record all of whose sequences were stored before: nothing of it was looked at.</summary>
    public bool IsNewRecord(int record) => _newRecords[record];

    public bool IsNewSample(int record, int sample) => _newSamples[_firstSamples[record] + sample];

    internal void Add(GapChange change) => _gaps.Add(change);

    internal void SetNewRecord(int record) => _newRecords[record] = true;

    internal void SetNewSample(int record, int sample)
    {
        _newSamples[_firstSamples[record] + sample] = true;
        StoredSamples++;
    }
}

/// <summary>Keeps figures of its own beside the samples, so that neither can be there without the other.</summary>
public interface ICommitObserver
{
    /// <summary>
    /// Called once by the writer, before it writes. What is put here is stored with the batch or not at all; when it is not, the
    /// historian has failed and is opened anew, and so must be what the observer keeps in memory. An exception fails the commit.
    /// </summary>
    void Prepare(CommitOutcome outcome, ISideEntries entries);
}

/// <summary>Takes the entries of an observer into the commit.</summary>
public interface ISideEntries
{
    void Put(string space, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    void Remove(string space, ReadOnlySpan<byte> key);
}

/// <summary>Counts since the historian was created.</summary>
/// <param name="StoredSamples">Samples stored.</param>
/// <param name="DuplicateSamples">Samples of new records that were there already.</param>
/// <param name="StoredRecords">Records stored.</param>
/// <param name="DuplicateRecords">Records sent again after they were stored.</param>
/// <param name="LostSamples">Sum over the gaps whose count is known.</param>
/// <param name="Gaps">Gaps stored.</param>
public readonly record struct HistorianCounters(
    long StoredSamples, long DuplicateSamples, long StoredRecords, long DuplicateRecords, long LostSamples, long Gaps);
