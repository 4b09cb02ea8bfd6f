using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Reads nodes in cycles and brings the values to a handler as a subscription would; there is nothing to acknowledge. One request is under way at a
/// time: where server or handler are slow, the cycles that are late are left out and counted, never made up for. Each session's nodes are registered anew.
/// </summary>
public sealed class CyclicReader
{
    private readonly Func<CancellationToken, Task<UaSession>> _session;
    private readonly CyclicReadOptions _options;
    private readonly IReadOnlyList<ItemRequest> _items;
    private readonly ISubscriptionHandler _handler;
    private readonly TimeProvider _time;
    private readonly UaSubscription _standIn;
    private readonly StatusCode[] _statuses;
    private RegisteredNodes? _nodes;
    private long _cycles;
    private long _skipped;
    private long _failures;

    /// <param name="items">Their sampling, queue and filter do not matter here.</param>
    public CyclicReader(
        UaClient client, CyclicReadOptions options, IReadOnlyList<ItemRequest> items, ISubscriptionHandler handler, TimeProvider time)
        : this((client ?? throw new ArgumentNullException(nameof(client))).GetSessionAsync, options, items, handler, time)
    {
    }

    internal CyclicReader(
        Func<CancellationToken, Task<UaSession>> session,
        CyclicReadOptions options,
        IReadOnlyList<ItemRequest> items,
        ISubscriptionHandler handler,
        TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Interval, TimeSpan.Zero);
        _session = session;
        _options = options;
        _items = items;
        _handler = handler;
        _time = time;
        _standIn = new UaSubscription(new UaSubscriptionOptions(), handler);
        _statuses = [.. items.Select(_ => StatusCode.BadServerNotConnected)];
    }

    /// <summary>Called on the reading loop before the values of a cycle whose outcome for some items is another than before; must not throw.</summary>
    public event Action<IReadOnlyList<ItemResult>>? OutcomesChanged;

    /// <summary>Cycles that brought values.</summary>
    public long Cycles => Interlocked.Read(ref _cycles);

    /// <summary>Cycles left out because one before took too long.</summary>
    public long Skipped => Interlocked.Read(ref _skipped);

    /// <summary>Cycles that failed as a whole.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Reads until it is cancelled; no failure of the server ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        var cycle = 0L;
        while (true)
        {
            var sessionTask = _session(cancellationToken);
            if (!sessionTask.IsCompleted)
            {
                await sessionTask.ConfigureAwait(false);
                (begun, cycle) = (_time.GetTimestamp(), 0); // a line that was lost is not a cycle that was late
            }

            await CycleAsync(await sessionTask.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            var elapsed = _time.GetElapsedTime(begun);
            var next = (long)(elapsed / _options.Interval) + 1;
            Interlocked.Add(ref _skipped, next - cycle - 1);
            cycle = next;
            await Task.Delay((_options.Interval * next) - elapsed, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CycleAsync(UaSession session, CancellationToken cancellationToken)
    {
        DataValue[] values;
        try
        {
            if (_nodes?.Session != session)
            {
                _nodes = await RegisteredNodes.MakeAsync(session, _items, _options.UseRegisteredNodes, cancellationToken).ConfigureAwait(false);
                _standIn.SpeakAs(session);
            }

            values = await _nodes.ReadAsync(_options.MaxAge, cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _cycles);
        }
        catch (UaException failure)
        {
            Interlocked.Increment(ref _failures);
            if (Array.TrueForAll(_statuses, status => status == failure.Status))
            {
                return; // it has been said
            }

            values = Array.ConvertAll(_statuses, _ => new DataValue(Variant.Null, failure.Status));
        }

        Note(values);
        await DeliverAsync(values, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes down how the items fare; nodes that the server knew and knows no more are registered anew.</summary>
    private void Note(DataValue[] values)
    {
        List<ItemResult> changed = [];
        for (var i = 0; i < values.Length; i++)
        {
            var status = values[i].Status;
            if (status.Code == _statuses[i].Code)
            {
                continue;
            }

            if (IsUnknown(status) && !IsUnknown(_statuses[i]))
            {
                _nodes = null;
            }

            _statuses[i] = status;
            changed.Add(new ItemResult(_items[i], status, _options.Interval, 1));
        }

        if (changed.Count > 0)
        {
            OutcomesChanged?.Invoke(changed);
        }
    }

    private ValueTask DeliverAsync(DataValue[] values, CancellationToken cancellationToken)
    {
        var now = UaDateTime.Now(_time);
        var notifications = new MonitoredItemNotification[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            notifications[i] = new MonitoredItemNotification(_items[i].ClientHandle, values[i]);
        }

        return _handler.OnNotificationsAsync(
            new NotificationBatch(_standIn, default, now, now.Ticks, notifications), cancellationToken);
    }

    private static bool IsUnknown(StatusCode status) =>
        status.Code == StatusCode.BadNodeIdUnknown || status.Code == StatusCode.BadNodeIdInvalid;
}
