using IndustrialGateway.Historian;
using IndustrialGateway.Model;

namespace IndustrialGateway.Simulation.Platform;

/// <summary>What the historian has on its medium: outlives every crash of the platform.</summary>
internal sealed class KeptHistory
{
    private readonly Dictionary<StreamKey, StoredSequences> _streams = [];
    private readonly Dictionary<(int Point, long Ticks), List<Sample>> _samples = [];

    /// <summary>All samples, in the order in which they were committed.</summary>
    public List<Sample> Samples { get; } = [];

    /// <summary>When each of them was committed, 100 ns ticks since the simulation began.</summary>
    public List<long> CommittedAt { get; } = [];

    public List<StoredGap> Gaps { get; } = [];

    /// <summary>Samples of new records that were there already.</summary>
    public long DuplicateSamples { get; private set; }

    /// <summary>A planted fault that the oracle must notice: what comes again is kept again.</summary>
    public bool KeepsTwice { get; set; }

    public IReadOnlyCollection<StreamKey> Streams => _streams.Keys;

    /// <summary>What the platform is told at its start.</summary>
    public StoredSequences Told(StreamKey stream) => KeepsTwice ? StoredSequences.None : Stored(stream);

    public StoredSequences Stored(StreamKey stream) => _streams.GetValueOrDefault(stream, StoredSequences.None);

    /// <summary>All of it at once.</summary>
    public void Apply(CommitBatch batch, CommitOutcome outcome, long now)
    {
        for (var index = 0; index < batch.Records.Count; index++)
        {
            var record = batch.Records[index];
            var stored = Stored(record.Stream);
            if (stored.ContainsAll(record.Sequence, record.Count) && !KeepsTwice)
            {
                outcome.DuplicateRecords++;
                continue;
            }

            outcome.SetNewRecord(index);
            _streams[record.Stream] = stored.With(record.Sequence, record.Count)
                ?? throw new HistorianException("There are too many islands.");
            Gaps.AddRange(record.Gaps);
            Add(index, record.Samples.Span, outcome, now);
        }
    }

    private void Add(int record, ReadOnlySpan<Sample> samples, CommitOutcome outcome, long now)
    {
        for (var index = 0; index < samples.Length; index++)
        {
            var sample = samples[index];
            var key = (sample.Point, sample.SourceTicks);
            if (!_samples.TryGetValue(key, out var same))
            {
                _samples.Add(key, same = []);
            }

            if (!KeepsTwice && same.Exists(other => other.Status == sample.Status && other.Value.Equals(sample.Value)))
            {
                DuplicateSamples++;
                outcome.DuplicateSamples++;
                continue;
            }

            same.Add(sample);
            Samples.Add(sample);
            CommittedAt.Add(now);
            outcome.SetNewSample(record, index);
        }
    }
}
