using System.Diagnostics.Metrics;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>What the gateways send.</summary>
internal sealed class IngestMetrics
{
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _secondInstances;
    private readonly Counter<double> _heldBack;
    private readonly UpDownCounter<long> _streams;

    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("IndustrialGateway.Platform.Ingest");
        _bytes = meter.CreateCounter<long>("platform.ingest.content", "By", "Block content as sent");
        _samples = meter.CreateCounter<long>("platform.ingest.samples", "{sample}", "Samples that were new");
        _duplicates = meter.CreateCounter<long>("platform.ingest.duplicates", "{record}", "Records that came again");
        _rejections = meter.CreateCounter<long>("platform.ingest.rejections", "{record}", "Records that can never be stored");
        _secondInstances = meter.CreateCounter<long>(
            "platform.ingest.second_instances", "{stream}", "Streams refused because another gateway has the same identity");
        _heldBack = meter.CreateCounter<double>(
            "platform.ingest.held_back", "s", "Time for which gateways that send too fast were not read");
        _streams = meter.CreateUpDownCounter<long>("platform.ingest.streams", "{stream}", "Streams that are open");
    }

    public void Took(int bytes, int samples)
    {
        _bytes.Add(bytes);
        _samples.Add(samples);
    }

    public void Duplicated(int records) => _duplicates.Add(records);

    public void Rejected(long records) => _rejections.Add(records);

    public void RefusedInstance() => _secondInstances.Add(1);

    public void HeldBack(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            _heldBack.Add(time.TotalSeconds);
        }
    }

    public void Opened() => _streams.Add(1);

    public void Closed() => _streams.Add(-1);
}
