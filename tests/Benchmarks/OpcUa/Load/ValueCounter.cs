using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa.Load;

/// <summary>Checks that each item's values count up by one, and how old they are; every message is acknowledged at once.</summary>
internal sealed class ValueCounter(int items) : ISubscriptionHandler
{
    private const uint Overflow = 0x0480; // InfoType DataValue and Overflow (Part 4 §7.39.1)

    private readonly double[] _last = [.. Enumerable.Repeat(double.NaN, items)];
    private readonly LatencyHistogram _fromSource = new();
    private readonly LatencyHistogram _fromSocket = new();
    private readonly TaskCompletionSource _allLive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _live;
    private long _received;
    private long _missing;
    private long _disordered;
    private long _overflows;
    private long _messages;

    /// <summary>Every item has had a value.</summary>
    public Task AllLive => _allLive.Task;

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Count(batch);
        }

        batch.Subscription.Acknowledge(batch.Token);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>From here on it is measured; what each item was at stays known.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            (_received, _missing, _disordered, _overflows, _messages) = (0, 0, 0, 0, 0);
            _fromSource.Clear();
            _fromSocket.Clear();
        }
    }

    public ClientReport Report()
    {
        lock (_gate)
        {
            return new ClientReport
            {
                Received = _received,
                Missing = _missing,
                Disordered = _disordered,
                Overflows = _overflows,
                Messages = _messages,
                FromSource = _fromSource.Report(),
                FromSocket = _fromSocket.Report(),
            };
        }
    }

    private void Count(in NotificationBatch batch)
    {
        var now = UaDateTime.Now(TimeProvider.System).Ticks;
        _fromSocket.Add(now - batch.ReceivedTicks);
        _messages++;
        foreach (ref readonly var item in batch.Items.Span)
        {
            _overflows += (item.Value.Status.Value & Overflow) == Overflow ? 1 : 0;
            _fromSource.Add(now - item.Value.SourceTimestamp.Ticks);
            Follow((int)item.ClientHandle, item.Value.Value.AsDouble());
        }

        _received += batch.Items.Length;
    }

    private void Follow(int handle, double value)
    {
        var step = value - _last[handle];
        if (step == 1)
        {
            _last[handle] = value;
        }
        else if (step > 1)
        {
            _missing += (long)step - 1;
            _last[handle] = value;
        }
        else if (double.IsNaN(step))
        {
            _last[handle] = value;
            if (++_live == items)
            {
                _allLive.TrySetResult();
            }
        }
        else
        {
            _disordered++;
        }
    }
}
