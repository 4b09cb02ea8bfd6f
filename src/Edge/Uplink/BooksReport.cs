using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Sources;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>What came and where it went, in samples: by it the platform, and who audits it, see that nothing goes silently.</summary>
internal sealed class BooksReport(GatewayStore store, IReadOnlyList<ISource> sources, Quarantine quarantine)
{
    private readonly long[] _takenBefore = [.. store.Logs.Select(log => log.Buffer.Statistics.TakenSamples)];

    private long _made;

    /// <summary>Samples of the gateway's own points that are durable.</summary>
    public void AddMade(int samples) => Interlocked.Add(ref _made, samples);

    public Books Make()
    {
        var books = new Books
        {
            Received = (ulong)sources.Sum(source => source.Status.Received),
            Accepted = (ulong)sources.Sum(source => source.Status.Accepted),
            Dropped = (ulong)sources.Sum(source => source.Status.Dropped),
            Made = (ulong)(sources.Sum(source => source.Status.Made) + Interlocked.Read(ref _made)),
            Quarantined = (ulong)quarantine.Samples,
            QuarantinedRecords = (ulong)quarantine.Count,
        };
        foreach (var (index, log) in store.Logs.Index())
        {
            var statistics = log.Buffer.Statistics;
            books.Logs.Add(new LogBooks
            {
                Log = WireLog.Of(log.Class),
                Taken = (ulong)statistics.TakenSamples,
                TakenBefore = (ulong)_takenBefore[index],
                Pending = (ulong)statistics.Samples,
                Expired = (ulong)(statistics.EvictedSamples + statistics.ExpiredSamples + statistics.ShedSamples),
                DamagedRecords = (ulong)statistics.DamagedRecords,
                DiskErrors = (ulong)statistics.SyncErrors,
                Stalled = statistics.Stalled,
            });
        }

        return books;
    }
}
