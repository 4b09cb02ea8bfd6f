using System.Diagnostics.Metrics;

namespace IndustrialGateway.Platform.Committing;

/// <summary>How the historian keeps up.</summary>
internal sealed class CommitMetrics
{
    private readonly Counter<long> _samples;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _rows;

    public CommitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("IndustrialGateway.Platform.Committing");
        _samples = meter.CreateCounter<long>("platform.commit.samples", "{sample}", "Samples committed");
        _duration = meter.CreateHistogram(
            "platform.commit.duration", "s", "One synced commit",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
            });
        _rows = meter.CreateHistogram(
            "platform.commit.rows", "{sample}", "Samples in one commit",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 10, 100, 1_000, 10_000, 100_000] });
    }

    public void Committed(int rows, TimeSpan duration)
    {
        _samples.Add(rows);
        _rows.Record(rows);
        _duration.Record(duration.TotalSeconds);
    }
}
