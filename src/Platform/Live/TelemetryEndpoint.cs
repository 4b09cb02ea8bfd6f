using Grpc.Core;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Access;
using IndustrialGateway.Platform.Apps;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.History;
using IndustrialGateway.Platform.Hosting;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform.Live;

/// <summary>What an app reads: now, from now on, and before.</summary>
internal sealed class TelemetryEndpoint(
    PointCatalogue catalogue,
    LiveHub hub,
    SampleHistory history,
    LossLedger losses,
    ApiUsage usage,
    Stopping stopping,
    TimeProvider time)
    : TelemetryService.TelemetryServiceBase
{
    private const int MaxPoints = 1_000;

    /// <summary>Bad_WaitingForInitialData (Part 4 §7.39): the point is known and has not said anything yet.</summary>
    private const uint WaitingForInitialData = 0x80320000;

    /// <summary>Uncertain_LastUsableValue.</summary>
    private const uint LastUsableValue = 0x40900000;

    public override Task<ReadPointsResponse> ReadPoints(ReadPointsRequest request, ServerCallContext context)
    {
        if (request.Points.Count is 0 or > MaxPoints)
        {
            throw RefusalException.InvalidField("points", $"1 to {MaxPoints} are read at once, not {request.Points.Count}");
        }

        var oldest = request.MaxAge is null
            ? long.MinValue
            : time.NowTicks() - WireTime.ToTimeSpan(request.MaxAge, "max_age").Ticks;
        var points = request.Points.Select(catalogue.FindPoint).ToArray();
        var samples = new Sample[points.Length];
        hub.Read(Array.ConvertAll(points, point => point?.Id ?? 0), samples);

        var response = new ReadPointsResponse();
        var read = 0;
        for (var i = 0; i < points.Length; i++)
        {
            var reading = new PointReading { Point = request.Points[i] };
            if (points[i] is null)
            {
                reading.Error = RefusalException.NotFound(request.Points[i]).Status;
            }
            else
            {
                reading.Sample = Say(samples[i], oldest);
                read++;
            }

            response.Readings.Add(reading);
        }

        usage.CountSamples(Caller.Of(context).Key, read);
        return Task.FromResult(response);
    }

    public override async Task Subscribe(
        SubscribeRequest request, IServerStreamWriter<SubscribeResponse> responseStream, ServerCallContext context)
    {
        using var end = stopping.LinkTo(context.CancellationToken);
        await new SubscribeCall(hub, catalogue, usage, time)
            .RunAsync(request, Caller.Of(context).Key, responseStream, end.Token);
    }

    public override async Task<ListSamplesResponse> ListSamples(ListSamplesRequest request, ServerCallContext context)
    {
        var point = catalogue.FindPoint(request.Point) ?? throw RefusalException.NotFound(request.Point);
        var response = await history.ListAsync(point, request, context.CancellationToken);
        usage.CountSamples(Caller.Of(context).Key, response.Samples.Count);
        return response;
    }

    public override Task<ListGapsResponse> ListGaps(ListGapsRequest request, ServerCallContext context) =>
        losses.ListAsync(request, context.CancellationToken);

    private static V1.Sample Say(in Sample sample, long oldest)
    {
        if (sample.Point == 0)
        {
            return new V1.Sample { Value = new PointValue(), StatusCode = WaitingForInitialData };
        }

        var message = WireValues.ToSample(sample);
        if (sample.SourceTicks < oldest && Quality.IsGood(sample.Status))
        {
            message.StatusCode = LastUsableValue;
        }

        return message;
    }
}
