using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using IndustrialGateway.V1;
using Status = Google.Rpc.Status;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>One value for every known point, five samples of history, and the script's messages for subscribers.</summary>
internal sealed class FakeTelemetry(Script script) : TelemetryService.TelemetryServiceBase
{
    private const int Samples = 5;

    private static readonly Timestamp Noon = new() { Seconds = 1_767_268_800, Nanos = 123_456_700 };

    public override Task<ReadPointsResponse> ReadPoints(ReadPointsRequest request, ServerCallContext context)
    {
        var known = script.Points.ToDictionary(point => point.Name);
        return Task.FromResult(new ReadPointsResponse
        {
            Readings =
            {
                request.Points.Select(name => known.TryGetValue(name, out var point)
                    ? new PointReading { Point = name, Sample = Now(point) }
                    : new PointReading { Point = name, Error = Unknown(name) }),
            },
        });
    }

    public override Task<ListSamplesResponse> ListSamples(ListSamplesRequest request, ServerCallContext context)
    {
        if (script.Points.All(point => point.Name != request.Point))
        {
            throw Unknown(request.Point).ToRpcException();
        }

        var first = request.PageToken.Length == 0 ? 0 : 3;
        var page = new ListSamplesResponse { NextPageToken = first == 0 ? "more" : "" };
        for (var index = first; index < (first == 0 ? 3 : Samples); index++)
        {
            page.Samples.Add(new Sample
            {
                Value = new PointValue { DataType = DataType.Double, Double = index + 0.5 },
                SourceTime = new Timestamp { Seconds = Noon.Seconds + index },
            });
        }

        if (first == 0)
        {
            page.Gaps.Add(new Gap
            {
                From = Noon,
                To = new Timestamp { Seconds = Noon.Seconds + 1 },
                Reason = GapReason.BufferFull,
                SampleCount = 7,
            });
        }

        return Task.FromResult(page);
    }

    public override Task<ListGapsResponse> ListGaps(ListGapsRequest request, ServerCallContext context)
    {
        Gap[] gaps =
        [
            MakeGap(GapReason.BufferFull, count: 7, "gateways/press-shop/points/a", "gateways/press-shop/points/b"),
            MakeFilled(MakeGap(GapReason.SourceLost, count: 0)),
        ];
        var first = request.PageToken.Length == 0 ? 0 : 1;
        return Task.FromResult(new ListGapsResponse
        {
            Gaps = { gaps.Skip(first).Take(1).Where(gap => request.Reasons.Count == 0 || request.Reasons.Contains(gap.Reason)) },
            NextPageToken = first == 0 ? "more" : "",
        });
    }

    public override async Task Subscribe(
        SubscribeRequest request, IServerStreamWriter<SubscribeResponse> responseStream, ServerCallContext context)
    {
        await script.Subscribers.Writer.WriteAsync(request, context.CancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, script.Ended);
        while (await script.Messages.Reader.ReadAsync(end.Token) is { } message)
        {
            await responseStream.WriteAsync(message, context.CancellationToken);
        }
    }

    private static Gap MakeGap(GapReason reason, ulong count, params string[] points) => new()
    {
        From = Noon,
        To = new Timestamp { Seconds = Noon.Seconds + 90, Nanos = Noon.Nanos },
        Reason = reason,
        SampleCount = count,
        Gateway = "gateways/press-shop",
        Equipment = points.Length == 0 ? "gateways/press-shop/equipment/press-01" : "",
        Points = { points },
        PointCount = (uint)points.Length,
    };

    private static Gap MakeFilled(Gap gap)
    {
        gap.FilledTime = new Timestamp { Seconds = Noon.Seconds + 120 };
        gap.FilledCount = 1_234;
        return gap;
    }

    private static Sample Now(Point point) => new()
    {
        Value = point.DataType switch
        {
            DataType.Double => new PointValue { DataType = DataType.Double, Double = 182.5 },
            DataType.Uint32 => new PointValue { DataType = DataType.Uint32, Integer = 41_234 },
            _ => new PointValue { DataType = DataType.String, Text = "运行 \"A\"" },
        },
        SourceTime = Noon,
        GatewayTime = new Timestamp { Seconds = Noon.Seconds, Nanos = 130_000_000 },
        StatusCode = point.DataType is DataType.String ? 0x8005_0000 : 0,
    };

    private static Status Unknown(string name) => new()
    {
        Code = (int)Code.NotFound,
        Message = $"There is no point {name}.",
        Details = { Any.Pack(new ErrorInfo { Reason = "POINT_UNKNOWN", Domain = "industrial-gateway", Metadata = { ["point"] = name } }) },
    };
}
