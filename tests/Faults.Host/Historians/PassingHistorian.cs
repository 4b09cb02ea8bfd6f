using IndustrialGateway.Historian;
using IndustrialGateway.Model;

namespace IndustrialGateway.Faults.Host.Historians;

/// <summary>The product's historian, of which a bug changes a part.</summary>
internal abstract class PassingHistorian(IHistorian own) : IHistorian
{
    public IReadOnlyCollection<StreamKey> Streams => own.Streams;

    public IReadOnlyCollection<int> Points => own.Points;

    protected IHistorian Own => own;

    public abstract ValueTask<CommitOutcome> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    public virtual StoredSequences GetStored(StreamKey stream) => own.GetStored(stream);

    public ValueTask<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellationToken) => own.ReadAsync(query, cancellationToken);

    public ValueTask<GapPage> ReadGapPageAsync(
        long fromTicks, long toTicks, int limit, GapPosition? after, CancellationToken cancellationToken) =>
        own.ReadGapPageAsync(fromTicks, toTicks, limit, after, cancellationToken);

    public bool TryGetNewest(int point, out Sample sample) => own.TryGetNewest(point, out sample);

    public HistorianCounters GetCounters(string? gateway = null) => own.GetCounters(gateway);

    public byte[]? GetEntry(string space, ReadOnlySpan<byte> key) => own.GetEntry(space, key);

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> ReadEntries(string space, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit) =>
        own.ReadEntries(space, from, to, limit);

    public virtual ValueTask DisposeAsync() => own.DisposeAsync();
}
