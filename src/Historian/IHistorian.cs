using IndustrialGateway.Model;

namespace IndustrialGateway.Historian;

/// <summary>
/// Keeps every sample once and for ever, with the gaps beside it: what <see cref="CommitAsync"/> has answered for survives a kill
/// and a loss of power. A sample is (point, source time, value and status): sent again it is dropped and counted, while different
/// ones at one instant all stay, in the order of their records: one from a record that a later one of its stream has overtaken goes
/// by the gateway's receive time, as long as no more than eight share the instant. Safe for any number of readers beside one writer
/// at a time.
/// </summary>
public interface IHistorian : IAsyncDisposable
{
    /// <summary>
    /// Stores what is new of the batch: samples, gaps, sequences and side entries, all of them or none. Commits queue up for the one
    /// writer; a caller with much waiting puts it into one batch, because each commit waits for the disk once.
    /// </summary>
    /// <exception cref="HistorianException">
    /// Not stored. The historian takes no further commit: close and open it again, then nothing that was answered for is missing.
    /// </exception>
    ValueTask<CommitOutcome> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Which records of a stream are stored; nothing for a stream never seen.</summary>
    StoredSequences GetStored(StreamKey stream);

    /// <summary>Every stream of which something is stored.</summary>
    IReadOnlyCollection<StreamKey> Streams { get; }

    /// <summary>Raw samples of a point in order of source time, equal times in the order of their records.</summary>
    ValueTask<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> gaps that touch [from, to), in order of their beginning, going on after the place where the page
    /// before ended. A page may hold fewer and yet not be the last: it ends when much had to be looked at for it.
    /// </summary>
    ValueTask<GapPage> ReadGapPageAsync(
        long fromTicks, long toTicks, int limit, GapPosition? after, CancellationToken cancellationToken);

    /// <summary>The committed sample with the latest source time; of equal times the last of them.</summary>
    bool TryGetNewest(int point, out Sample sample);

    /// <summary>Every point of which a sample is stored.</summary>
    IReadOnlyCollection<int> Points { get; }

    /// <summary>What has been stored and dropped since the historian was created, in all or of one gateway.</summary>
    HistorianCounters GetCounters(string? gateway = null);

    /// <summary>A caller's own entry, or null.</summary>
    byte[]? GetEntry(string space, ReadOnlySpan<byte> key);

    /// <summary>A caller's own entries with keys in [from, to), ascending byte by byte; an empty end means to the last.</summary>
    IReadOnlyList<KeyValuePair<byte[], byte[]>> ReadEntries(
        string space, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit);
}
