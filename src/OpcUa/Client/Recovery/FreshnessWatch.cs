using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>
/// Knows what each item of a subscription reported last and when, and tells an item whose value rests from one that has died at the server.
/// Safe for many threads.
/// </summary>
internal sealed class FreshnessWatch(TimeSpan maxSilence, TimeProvider time)
{
    private readonly ConcurrentDictionary<uint, Last> _last = new();

    /// <summary>An item was made: from now on it is expected to report.</summary>
    public void Expect(uint clientHandle) => _last[clientHandle] = new Last(time.GetTimestamp());

    public void Forget(uint clientHandle) => _last.TryRemove(clientHandle, out _);

    public void Heard(ReadOnlySpan<MonitoredItemNotification> items)
    {
        var now = time.GetTimestamp();
        foreach (ref readonly var item in items)
        {
            if (_last.TryGetValue(item.ClientHandle, out var last))
            {
                // Kept in the same object: this runs for each value.
                last.Take(now, item.Value);
            }
        }
    }

    /// <summary>The items that have been silent for too long, the longest first.</summary>
    public List<uint> Silent(int limit) =>
    [
        .. _last
            .Select(each => (each.Key, Silence: time.GetElapsedTime(each.Value.Ticks)))
            .Where(each => each.Silence > maxSilence)
            .OrderByDescending(each => each.Silence)
            .Take(limit)
            .Select(each => each.Key),
    ];

    /// <summary>
    /// Whether the item is dead: what it should have reported is there, and that was so when it was last asked, too, because a report may
    /// still have been on its way then. An item whose value rests is left alone for another while.
    /// </summary>
    public bool IsDead(ItemRequest item, in DataValue present)
    {
        if (!_last.TryGetValue(item.ClientHandle, out var last))
        {
            return false;
        }

        if (last.IsHeardWithin(maxSilence, time) || !Differs(item, last.Value, present))
        {
            last.Rests(time.GetTimestamp());
            return false;
        }

        var isDead = last.IsSuspect;
        last.IsSuspect = true;
        return isDead;
    }

    private static bool Differs(ItemRequest item, DataValue? reported, in DataValue present)
    {
        if (reported is not { } last)
        {
            return !present.Status.IsBad;
        }

        var isValueCompared = item.Trigger != DataChangeTrigger.Status && item.Deadband.Type == DeadbandType.None;
        return last.Status.Code != present.Status.Code || (isValueCompared && !Encoded(last.Value).AsSpan().SequenceEqual(Encoded(present.Value)));
    }

    // Arrays and texts too are the same when their bytes are.
    private static byte[] Encoded(in Variant value)
    {
        using var output = new PooledBufferWriter();
        var writer = new UaWriter(output);
        writer.WriteVariant(value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What one item reported last; null before its first report.</summary>
    private sealed class Last(long ticks)
    {
        private readonly Lock _gate = new();
        private DataValue? _value;
        private long _ticks = ticks;

        public bool IsSuspect { get; set; }

        public long Ticks => Volatile.Read(ref _ticks);

        public DataValue? Value
        {
            get
            {
                lock (_gate)
                {
                    return _value;
                }
            }
        }

        public bool IsHeardWithin(TimeSpan span, TimeProvider time) => time.GetElapsedTime(Ticks) <= span;

        public void Take(long now, in DataValue reported)
        {
            lock (_gate)
            {
                _value = reported;
            }

            Rests(now);
        }

        public void Rests(long now)
        {
            Volatile.Write(ref _ticks, now);
            IsSuspect = false;
        }
    }
}
