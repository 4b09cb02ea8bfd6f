using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Brings the last value of an item again when it has been silent for its heartbeat interval, in a batch that says so. The value keeps its status
/// and its source timestamp, so that it never looks newer than it is; without a connection nothing is repeated.
/// </summary>
/// <param name="intervals">By client handle; others pass through until <see cref="Watch"/> names them.</param>
/// <param name="isConnected">Whether the silence is the value's and not the line's.</param>
public sealed class Heartbeats(
    ISubscriptionHandler handler, IReadOnlyDictionary<uint, TimeSpan> intervals, Func<bool> isConnected, TimeProvider time) : ISubscriptionHandler, IDisposable
{
    private static readonly TimeSpan MinTick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleTick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<uint, TimeSpan> _intervals = new(intervals);
    private readonly Dictionary<uint, (DataValue Value, long Told)> _last = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private UaSubscription? _subscription;

    public async ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Keep(batch);
            await handler.OnNotificationsAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask OnEventsAsync(EventBatch batch, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => handler.OnEventsAsync(batch, cancellationToken), cancellationToken);

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => handler.OnGapAsync(gap, cancellationToken), cancellationToken);

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => handler.OnRenewedAsync(subscription, items, cancellationToken), cancellationToken);

    public ValueTask OnItemsRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        TakeTurnAsync(() => handler.OnItemsRenewedAsync(subscription, items, cancellationToken), cancellationToken);

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick(), time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await TakeTurnAsync(() => BeatAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            timer.Period = Tick();
        }
    }

    /// <summary>From now on an item's last value is told again.</summary>
    public void Watch(uint clientHandle, TimeSpan interval) => _intervals[clientHandle] = interval;

    /// <summary>Nothing is told again of items that are gone.</summary>
    public ValueTask ForgetAsync(IReadOnlyCollection<uint> clientHandles, CancellationToken cancellationToken) => TakeTurnAsync(
        () =>
        {
            foreach (var handle in clientHandles)
            {
                _intervals.TryRemove(handle, out _);
                _last.Remove(handle);
            }

            return ValueTask.CompletedTask;
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();

    private TimeSpan Tick()
    {
        var tick = _intervals.IsEmpty ? IdleTick : _intervals.Values.Min() / 4;
        return tick > MinTick ? tick : MinTick;
    }

    private void Keep(in NotificationBatch batch)
    {
        _subscription = batch.Subscription;
        var now = time.GetTimestamp();
        foreach (ref readonly var item in batch.Items.Span)
        {
            if (_intervals.ContainsKey(item.ClientHandle))
            {
                _last[item.ClientHandle] = (item.Value, now);
            }
        }
    }

    private ValueTask BeatAsync(CancellationToken cancellationToken)
    {
        if (_subscription is not { } subscription || !isConnected())
        {
            return ValueTask.CompletedTask;
        }

        List<MonitoredItemNotification> silent = [];
        var stamp = time.GetTimestamp();
        foreach (var (handle, (value, told)) in _last)
        {
            if (time.GetElapsedTime(told, stamp) >= _intervals[handle])
            {
                silent.Add(new MonitoredItemNotification(handle, value));
            }
        }

        foreach (var item in silent)
        {
            _last[item.ClientHandle] = (item.Value, stamp);
        }

        var now = UaDateTime.Now(time);
        return silent.Count == 0 ? ValueTask.CompletedTask : handler.OnNotificationsAsync(
            new NotificationBatch(subscription, default, now, now.Ticks, silent.ToArray()) { IsHeartbeat = true }, cancellationToken);
    }

    private async ValueTask TakeTurnAsync(Func<ValueTask> action, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
