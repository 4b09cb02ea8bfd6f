using Google.Protobuf.WellKnownTypes;
using IndustrialGateway.Buffering;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Edge.Sources;
using IndustrialGateway.Edge.Uplink.Clocks;
using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.Model;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink;

/// <summary>Puts the gateway's own counters into words for the platform.</summary>
internal sealed class GatewayStateReport(
    GatewayStore store, BufferWatch buffer, IReadOnlyList<ISource> sources, Quarantine quarantine, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly BooksReport _books = new(store, sources, quarantine);

    /// <summary>Measured by whoever speaks with the platform.</summary>
    public PlatformClock PlatformClock { get; } = new(time);

    /// <summary>What is told of the paths; set when the uplink starts.</summary>
    public PathsReport? Paths { get; set; }

    /// <inheritdoc cref="BooksReport.AddMade"/>
    public void AddMade(int samples) => _books.AddMade(samples);

    public GatewayState Make(TimeSpan? roundTrip)
    {
        List<BufferStatistics> logs = [.. store.Logs.Select(log => log.Buffer.Statistics)];
        var state = new GatewayState
        {
            BufferedBytes = (ulong)logs.Sum(log => log.Bytes),
            BufferedRecords = (ulong)logs.Sum(log => log.Records),
            StartedTime = _started.ToTimestamp(),
            Books = _books.Make(),
            PlatformClockLead = PlatformClock.Lead?.ToDuration(),
        };
        if (logs.Min(log => log.OldestAppendTime) is { } oldest)
        {
            var age = time.GetUtcNow() - oldest;
            state.OldestAge = (age > TimeSpan.Zero ? age : TimeSpan.Zero).ToDuration();
        }

        if (roundTrip is { } measured)
        {
            state.RoundTrip = measured.ToDuration();
        }

        state.Sources.AddRange(sources.Select(StateOf));
        state.Logs.AddRange(buffer.Fills.Select(StateOf));
        state.Paths.AddRange(Paths?.Make() ?? []);
        return state;
    }

    private static LogFillState StateOf(LogFill fill) => new()
    {
        Log = WireLog.Of(fill.Class),
        PendingBytes = (ulong)fill.Statistics.PendingBytes,
        MaxBytes = (ulong)fill.Statistics.MaxBytes,
        PendingRecords = (ulong)fill.Statistics.Records,
        PendingSamples = (ulong)fill.Statistics.Samples,
        LostSamples = (ulong)(fill.Statistics.EvictedSamples + fill.Statistics.ExpiredSamples + fill.Statistics.ShedSamples
            + fill.Statistics.DamagedSamples),
        TimeToFull = fill.TimeToFull?.ToDuration(),
        AlarmPercent = (uint)fill.Mark,
        Waiting = fill.Statistics.IsFull || fill.Statistics.Stalled,
    };

    private static SourceState StateOf(ISource source)
    {
        var status = source.Status;
        var condition = status.Now;
        var state = new SourceState
        {
            Source = source.Name,
            Connected = condition.Connected,
            Detail = condition.Detail,
            SamplesReceived = (ulong)status.Received,
            SamplesAccepted = (ulong)status.Accepted,
            SamplesDropped = (ulong)status.Dropped,
            Points = (uint)status.Points,
            BadPoints = (uint)status.BadPoints,
            Insecurity = status.Insecurity,
            ClockLead = status.Clock.Lead?.ToDuration(),
        };
        state.Warnings.AddRange(status.Warnings);
        state.Equipment.AddRange(status.Equipment);
        if (status.LastSampleTicks != 0)
        {
            state.LastSampleTime = UaTime.ToDateTimeOffset(status.LastSampleTicks).ToTimestamp();
        }

        return state;
    }
}
