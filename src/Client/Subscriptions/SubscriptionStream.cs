using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Client.Subscriptions;

/// <summary>One stream of updates from its opening to its end. Not thread-safe.</summary>
internal sealed class SubscriptionStream : IDisposable
{
    // Answers stay bytes: their columns are decoded by the model without a generated message in between.
    private static readonly Method<SubscribeRequest, byte[]> Subscribe = new(
        MethodType.ServerStreaming,
        "industrial.gateway.v1.TelemetryService",
        "Subscribe",
        Marshallers.Create(
            static (request, context) => context.Complete(request.ToByteArray()), static _ => new SubscribeRequest()),
        Marshallers.Create<byte[]>(
            static (bytes, context) => context.Complete(bytes), static context => context.PayloadAsNewBuffer()));

    private readonly LiveBatchDecoder _decoder = new();
    private readonly SilenceWatch _silence;
    private readonly TimeSpan _silenceLimit;
    private readonly AsyncServerStreamingCall<byte[]> _call;

    public SubscriptionStream(
        CallInvoker invoker,
        SubscriptionOptions subscription,
        IndustrialGatewayClientOptions options,
        CancellationToken cancellationToken)
    {
        var request = new SubscribeRequest
        {
            MinInterval = subscription.MinInterval.ToDuration(),
            AbsoluteDeadband = subscription.AbsoluteDeadband,
            BufferSize = (uint)subscription.BufferSize,
        };
        request.Points.Add(subscription.Points);
        request.Parents.Add(subscription.Parents);
        _silenceLimit = options.SilenceLimit;
        _silence = new SilenceWatch(options.SilenceLimit, options.Time, cancellationToken);
        _call = invoker.AsyncServerStreamingCall(
            Subscribe, null, new CallOptions(cancellationToken: _silence.Token), request);
    }

    /// <summary>The next batch, or why there is none.</summary>
    public async Task<(LiveBatch? Batch, IndustrialGatewayException? Failure)> TryNextAsync(
        CancellationToken cancellationToken)
    {
        try
        {
            if (!await _call.ResponseStream.MoveNext(_silence.Token).ConfigureAwait(false))
            {
                return (null, IndustrialGatewayException.Ended());
            }

            _silence.Heard();
            return (_decoder.Decode(_call.ResponseStream.Current), null);
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, IndustrialGatewayException.Silence(_silenceLimit, silence));
        }
        catch (IndustrialGatewayException failure)
        {
            return (null, failure);
        }
    }

    public void Dispose()
    {
        _call.Dispose();
        _silence.Dispose();
    }
}
