using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Takes out the NaN that a machine tells again although nothing has changed. A server shall tell of it once, when the value enters that state
/// (Part 4 §7.10); those that compare NaN with itself find a change at each sampling. One with another time, status or bits passes, as does the first
/// after a silence: the point may have been called Bad meanwhile.
/// </summary>
/// <param name="silence">Not longer than a machine must be away before its points are called Bad.</param>
internal sealed class RepeatedNaN(ISubscriptionHandler handler, ItemTable items, TimeSpan silence) : ISubscriptionHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, (DataValue Value, long HeardTicks)> _last = [];

    public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        var isTaken = false;
        try
        {
            await handler.OnNotificationsAsync(batch with { Items = NewsOf(batch) }, cancellationToken);
            isTaken = true;
        }
        finally
        {
            if (!isTaken)
            {
                Forget(batch); // it comes again
            }
        }
    }

    public ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken) => handler.OnEventsAsync(batch, cancellationToken);

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => handler.OnGapAsync(gap, cancellationToken);

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        handler.OnRenewedAsync(subscription, items, cancellationToken);

    public ValueTask OnItemsRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        handler.OnItemsRenewedAsync(subscription, items, cancellationToken);

    /// <summary>Items that are gone.</summary>
    public void Forget(IEnumerable<uint> clientHandles)
    {
        lock (_gate)
        {
            foreach (var handle in clientHandles)
            {
                _last.Remove(handle);
            }
        }
    }

    private void Forget(in NotificationBatch batch)
    {
        lock (_gate)
        {
            foreach (ref readonly var told in batch.Items.Span)
            {
                _last.Remove(told.ClientHandle);
            }
        }
    }

    private ReadOnlyMemory<MonitoredItemNotification> NewsOf(in NotificationBatch batch)
    {
        List<MonitoredItemNotification>? news = null;
        var told = batch.Items.Span;
        lock (_gate)
        {
            for (var i = 0; i < told.Length; i++)
            {
                if (!IsRepeated(told[i], batch.ReceivedTicks))
                {
                    news?.Add(told[i]);
                }
                else
                {
                    news ??= [.. told[..i]];
                }
            }
        }

        return news?.ToArray() ?? batch.Items;
    }

    private bool IsRepeated(in MonitoredItemNotification told, long nowTicks)
    {
        if (!IsNaN(told.Value.Value) || told.Value.SourceTimestamp.IsNull || items.Find(told.ClientHandle) is null)
        {
            if (_last.Count > 0)
            {
                _last.Remove(told.ClientHandle);
            }

            return false;
        }

        var value = told.Value with { ServerTimestamp = default, ServerPicoseconds = 0 };
        var isKnown = _last.TryGetValue(told.ClientHandle, out var last);
        _last[told.ClientHandle] = (value, nowTicks);
        var silent = nowTicks - last.HeardTicks;
        return isKnown && value == last.Value && silent >= 0 && silent < silence.Ticks;
    }

    private static bool IsNaN(in Variant value) => value.Shape == VariantShape.Scalar && value.Type switch
    {
        BuiltInType.Double => double.IsNaN(value.AsDouble()),
        BuiltInType.Float => float.IsNaN(value.AsSingle()),
        _ => false,
    };
}
