using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Interop;

/// <summary>Hands a subscription's values to the test, which waits for them; acknowledges each message at once.</summary>
internal sealed class Recorder : ISubscriptionHandler
{
    private readonly Channel<(uint Handle, DataValue Value)> _values = Channel.CreateBounded<(uint, DataValue)>(100_000);
    private readonly TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the subscription has been made anew.</summary>
    public Task Renewed => _renewed.Task;

    public int Gaps { get; private set; }

    public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        for (var index = 0; index < batch.Items.Length; index++)
        {
            var item = batch.Items.Span[index];
            await _values.Writer.WriteAsync((item.ClientHandle, item.Value), cancellationToken);
        }

        batch.Subscription.Acknowledge(batch.Token);
    }

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
    {
        Gaps++;
        return ValueTask.CompletedTask;
    }

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken)
    {
        _renewed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    /// <summary>The next value of an item; those of others before it are passed over.</summary>
    public async Task<DataValue> NextAsync(uint handle, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (of, value) = await _values.Reader.ReadAsync(cancellationToken);
            if (of == handle)
            {
                return value;
            }
        }
    }

    /// <summary>Values of an item up to and with the first that satisfies.</summary>
    public async Task<List<DataValue>> UntilAsync(uint handle, Func<DataValue, bool> isLast, CancellationToken cancellationToken)
    {
        List<DataValue> values = [];
        do
        {
            values.Add(await NextAsync(handle, cancellationToken));
        }
        while (!isLast(values[^1]));

        return values;
    }
}
