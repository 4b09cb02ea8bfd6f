using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.Historian;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Line;

/// <summary>Tells every second what flows: in all and gateway by gateway.</summary>
internal sealed class LineEndpoint(
    PointCatalogue catalogue, IHistorian historian, LineBoard board, Stopping stopping, TimeProvider time)
    : LineService.LineServiceBase
{
    private const int MaxNotices = 100; // a page of them is read by nobody
    private const int MaxPaths = 8; // a gateway has four at most
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public override async Task WatchLine(
        WatchLineRequest request, IServerStreamWriter<WatchLineResponse> responseStream, ServerCallContext context)
    {
        using var end = stopping.LinkTo(context.CancellationToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await responseStream.WriteAsync(Figures(), end.Token);
        }
        while (await timer.WaitForNextTickAsync(end.Token));
    }

    private WatchLineResponse Figures()
    {
        var response = new WatchLineResponse { Time = Timestamp.FromDateTimeOffset(time.GetUtcNow()), Total = new LineFigures() };
        var all = new LatencySummary();
        foreach (var points in catalogue.Snapshot.Gateways.Values)
        {
            var gateway = board.Of(points.Gateway.Id);
            var figures = FiguresOf(gateway, historian.GetCounters(points.Gateway.Key), points.Count);
            gateway.AddLatencyTo(all);
            Add(response.Total, figures);
            response.Gateways.Add(new GatewayFigures
            {
                Gateway = points.Gateway.Name,
                Connected = gateway.IsConnected,
                Figures = figures,
                RoundTrip = gateway.State?.RoundTrip,
                Books = gateway.State?.Books,
                ClockLead = Negate(gateway.State?.PlatformClockLead),
                Notices = { NoticesOf(gateway.State) },
                SecondInstanceTime = gateway.SecondInstanceTicks is > 0 and var refused ? WireTime.ToTimestamp(refused) : null,
                Paths = { (gateway.State?.Paths ?? []).Take(MaxPaths) },
            });
        }

        SetLatency(response.Total, all);
        return response;
    }

    private static IEnumerable<SourceNotice> NoticesOf(GatewayState? state) => (state?.Sources ?? [])
        .Where(source => source.Insecurity.Length > 0 || source.Warnings.Count > 0 || IsOff(source.ClockLead))
        .Take(MaxNotices)
        .Select(source => new SourceNotice
        {
            Source = source.Source,
            Insecurity = source.Insecurity,
            Warnings = { source.Warnings },
            ClockLead = IsOff(source.ClockLead) ? source.ClockLead : null,
        });

    /// <summary>By more than a second.</summary>
    private static bool IsOff(Duration? lead) => lead is { Seconds: not 0 };

    private static Duration? Negate(Duration? lead) => lead is null ? null : new Duration { Seconds = -lead.Seconds, Nanos = -lead.Nanos };

    private static LineFigures FiguresOf(GatewayLine gateway, HistorianCounters counters, int points)
    {
        var figures = new LineFigures
        {
            StoredPerSecond = gateway.StoredInLastSecond,
            Stored = (ulong)counters.StoredSamples,
            DuplicateRecords = (ulong)(gateway.DuplicateRecords + counters.DuplicateRecords),
            DuplicateSamples = (ulong)counters.DuplicateSamples,
            Lost = (ulong)counters.LostSamples,
            RejectedRecords = (ulong)gateway.RejectedRecords,
            BacklogRecords = gateway.State?.BufferedRecords ?? 0,
            BacklogBytes = gateway.State?.BufferedBytes ?? 0,
            Points = (uint)points,
        };
        var latency = new LatencySummary();
        gateway.AddLatencyTo(latency);
        SetLatency(figures, latency);
        return figures;
    }

    private static void SetLatency(LineFigures figures, LatencySummary latency)
    {
        figures.LatencyP50 = latency.Percentile(0.5) is { } p50 ? Duration.FromTimeSpan(p50) : null;
        figures.LatencyP99 = latency.Percentile(0.99) is { } p99 ? Duration.FromTimeSpan(p99) : null;
    }

    private static void Add(LineFigures total, LineFigures figures)
    {
        total.StoredPerSecond += figures.StoredPerSecond;
        total.Stored += figures.Stored;
        total.DuplicateRecords += figures.DuplicateRecords;
        total.DuplicateSamples += figures.DuplicateSamples;
        total.Lost += figures.Lost;
        total.RejectedRecords += figures.RejectedRecords;
        total.BacklogRecords += figures.BacklogRecords;
        total.BacklogBytes += figures.BacklogBytes;
        total.Points += figures.Points;
    }
}
