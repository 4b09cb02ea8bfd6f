using System.Runtime.CompilerServices;
using Grpc.Core;

namespace IndustrialGateway.Client.Subscriptions;

/// <summary>Keeps a subscription alive over any number of streams.</summary>
internal sealed class SubscriptionStreams(CallInvoker invoker, IndustrialGatewayClientOptions options)
{
    public async IAsyncEnumerable<LiveBatch> FollowAsync(
        SubscriptionOptions subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        for (var heardEver = false; ;)
        {
            using var stream = new SubscriptionStream(invoker, subscription, options, cancellationToken);
            var (batch, failure) = await stream.TryNextAsync(cancellationToken).ConfigureAwait(false);
            var resumed = heardEver;
            while (batch is not null)
            {
                heardEver = true;
                backoff.Reset();
                yield return resumed ? batch with { Resumed = true } : batch;
                resumed = false;
                (batch, failure) = await stream.TryNextAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!heardEver || !failure!.IsTransient) // A stream that brings no batch says why.
            {
                throw failure!;
            }

            var wait = failure.RetryAfter ?? backoff.Next();
            subscription.Interrupted?.Invoke(failure, wait);
            await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
