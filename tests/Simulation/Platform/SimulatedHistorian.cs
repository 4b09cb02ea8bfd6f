using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Simulation.Scheduling;

namespace IndustrialGateway.Simulation.Platform;

/// <summary>
/// The historian of one run of the platform: a commit takes its time, and one that a crash overtakes is kept as a whole or not at all,
/// answered for or not.
/// </summary>
internal sealed class SimulatedHistorian(KeptHistory kept, SeededScheduler scheduler, SimulatedProcess process) : IHistorian
{
    private HistorianException? _failed;

    /// <summary>How long a sync takes.</summary>
    public Func<TimeSpan> SyncTime { get; set; } = () => TimeSpan.FromMilliseconds(1);

    /// <summary>Whether the next commit fails; asked at each.</summary>
    public Func<bool> Fails { get; set; } = () => false;

    /// <summary>A planted fault that the oracle must notice: answers before anything is kept.</summary>
    public bool AnswersEarly { get; set; }

    public IReadOnlyCollection<StreamKey> Streams => kept.Streams;

    public IReadOnlyCollection<int> Points => throw new NotSupportedException();

    public async ValueTask<CommitOutcome> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (_failed is not null)
        {
            throw _failed;
        }

        var outcome = new CommitOutcome(batch.Records);
        if (AnswersEarly)
        {
            KeepLater(batch);
            return outcome;
        }

        var before = scheduler.Chance.NextDouble();
        await Task.Delay(SyncTime() * before, process.Time, CancellationToken.None);
        if (Fails())
        {
            _failed = new HistorianException("The medium failed.");
            throw _failed;
        }

        kept.Apply(batch, outcome, scheduler.Now);
        batch.Observer?.Prepare(outcome, new NoEntries());
        await Task.Delay(SyncTime() * (1 - before), process.Time, CancellationToken.None);
        return outcome;
    }

    public StoredSequences GetStored(StreamKey stream) => kept.Told(stream);

    public ValueTask<HistoryPage> ReadAsync(HistoryQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GapPage> ReadGapPageAsync(
        long fromTicks, long toTicks, int limit, GapPosition? after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public bool TryGetNewest(int point, out Sample sample) => throw new NotSupportedException();

    public HistorianCounters GetCounters(string? gateway = null) => throw new NotSupportedException();

    public byte[]? GetEntry(string space, ReadOnlySpan<byte> key) => null;

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> ReadEntries(
        string space, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, int limit) => [];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void KeepLater(CommitBatch batch)
    {
        // The batch's memory is given back as soon as it is answered for.
        var copy = new CommitBatch
        {
            Records = [.. batch.Records.Select(record => record with { Samples = record.Samples.ToArray() })],
        };
        _ = process.Time.CreateTimer(
            _ => kept.Apply(copy, new CommitOutcome(copy.Records), scheduler.Now), null, SyncTime() + TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
    }

    private sealed class NoEntries : ISideEntries
    {
        public void Put(string space, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
        }

        public void Remove(string space, ReadOnlySpan<byte> key)
        {
        }
    }
}
