using Grpc.Core;
using IndustrialGateway.Platform.Apps;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;
using Sample = IndustrialGateway.Model.Sample;

namespace IndustrialGateway.Platform.Live;

/// <summary>One subscription from its snapshot to its end: current values, then changes, and a heartbeat in between.</summary>
internal sealed class SubscribeCall(LiveHub hub, PointCatalogue catalogue, ApiUsage usage, TimeProvider time)
{
    private const int MaxNames = 10_000;
    private const int UsualBuffer = 1_000;
    private const int LargestBuffer = 10_000;
    private const int MessageRows = 1_000;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly List<Sample> _samples = [];

    /// <summary>Runs until the subscriber leaves or the token is cancelled.</summary>
    public async Task RunAsync(
        SubscribeRequest request,
        string key,
        IServerStreamWriter<SubscribeResponse> stream,
        CancellationToken cancellationToken)
    {
        var options = Options(request);
        using var subscription = hub.Subscribe(
            new LiveInterest(catalogue, request.Points, request.Parents), options, _samples);
        var writer = new SubscriberStream(catalogue, stream);
        await SendAsync(writer, key, dropped: 0, endsSnapshot: true, cancellationToken);

        var lastSent = time.GetTimestamp();
        await using var beat = time.CreateTimer(_ => subscription.Wake(), null, Heartbeat, Heartbeat);
        while (true)
        {
            await subscription.WaitAsync(cancellationToken);
            if (!await SendChangesAsync(subscription, writer, key, cancellationToken))
            {
                if (time.GetElapsedTime(lastSent) < Heartbeat / 2)
                {
                    continue;
                }

                await writer.BeatAsync(time, cancellationToken);
            }

            lastSent = time.GetTimestamp();
            if (options.MinInterval > TimeSpan.Zero)
            {
                await Task.Delay(options.MinInterval, time, cancellationToken);
            }
        }
    }

    private static SubscriptionOptions Options(SubscribeRequest request)
    {
        if (request.Points.Count + request.Parents.Count is 0 or > MaxNames)
        {
            throw RefusalException.InvalidField("points", $"1 to {MaxNames} points and parents are taken");
        }

        if (!(request.AbsoluteDeadband >= 0))
        {
            throw RefusalException.InvalidField("absolute_deadband", "must be 0 or more");
        }

        if (request.BufferSize > LargestBuffer)
        {
            throw RefusalException.InvalidField("buffer_size", $"must be 0 to {LargestBuffer}");
        }

        return new SubscriptionOptions(
            WireTime.ToTimeSpan(request.MinInterval, "min_interval"),
            request.AbsoluteDeadband,
            request.BufferSize == 0 ? UsualBuffer : (int)request.BufferSize);
    }

    /// <summary>Sends what waits; false when nothing did.</summary>
    private async Task<bool> SendChangesAsync(
        LiveSubscription subscription, SubscriberStream writer, string key, CancellationToken cancellationToken)
    {
        var any = false;
        for (var more = true; more;)
        {
            _samples.Clear();
            (var dropped, more) = subscription.TakeInto(_samples, MessageRows);
            if (_samples.Count > 0 || dropped > 0)
            {
                await SendAsync(writer, key, dropped, endsSnapshot: false, cancellationToken);
                any = true;
            }
        }

        return any;
    }

    private async Task SendAsync(
        SubscriberStream writer, string key, ulong dropped, bool endsSnapshot, CancellationToken cancellationToken)
    {
        var rest = new ReadOnlyMemory<Sample>([.. _samples]);
        do
        {
            var next = rest[..Math.Min(rest.Length, MessageRows)];
            var sent = await writer.WriteAsync(next, dropped, endsSnapshot && next.Length == rest.Length, cancellationToken);
            usage.CountSamples(key, sent);
            rest = rest[sent..];
            dropped = 0;
        }
        while (!rest.IsEmpty);
    }
}
