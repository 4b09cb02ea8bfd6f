using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>One life of a subscription at the server: its id there, its place in the order of messages, what is to be acknowledged.</summary>
internal sealed class LiveSubscription(UaSession session, int life, CreateSubscriptionResponse created)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MinKeepAlive = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromDays(1);

    private readonly ConcurrentQueue<uint> _acknowledged = new();
    private volatile UaSession _session = session;

    // Messages of several batches, by how many of them are not acknowledged yet.
    private readonly ConcurrentDictionary<uint, int> _parts = new();

    /// <summary>The session that has it: another one after a transfer, in which id, order and what is to be acknowledged stay as they were.</summary>
    public UaSession Session => _session;

    public int Life { get; } = life;

    public uint Id { get; } = created.SubscriptionId;

    public SequenceTracker Sequence { get; } = new();

    /// <summary>As the server revised it, within reason.</summary>
    public TimeSpan PublishingInterval { get; } = PublishingIntervalOf(created);

    /// <summary>The longest silence that the server has promised, within reason.</summary>
    public TimeSpan KeepAlive { get; } = KeepAliveOf(created);

    public void MoveTo(UaSession other) => _session = other;

    /// <summary>A message is handed over in several batches: it counts as acknowledged with the last of them.</summary>
    public void Expect(uint sequenceNumber, int batches) => _parts[sequenceNumber] = batches;

    public void Acknowledge(uint sequenceNumber)
    {
        while (_parts.TryGetValue(sequenceNumber, out var left) && left > 1)
        {
            if (_parts.TryUpdate(sequenceNumber, left - 1, left))
            {
                return;
            }
        }

        _parts.TryRemove(sequenceNumber, out _);
        _acknowledged.Enqueue(sequenceNumber);
    }

    /// <summary>Moves what is to be acknowledged to a request, up to <paramref name="limit"/> in all.</summary>
    public void TakeAcknowledgements(List<SubscriptionAcknowledgement> into, int limit)
    {
        while (into.Count < limit && _acknowledged.TryDequeue(out var number))
        {
            into.Add(new SubscriptionAcknowledgement(Id, number));
        }
    }

    private static TimeSpan PublishingIntervalOf(CreateSubscriptionResponse created) =>
        created.RevisedPublishingInterval is > 0 and var milliseconds && double.IsFinite(milliseconds)
            ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, MinInterval.TotalMilliseconds, MaxKeepAlive.TotalMilliseconds))
            : MinInterval;

    private static TimeSpan KeepAliveOf(CreateSubscriptionResponse created)
    {
        var milliseconds = created.RevisedPublishingInterval * created.RevisedMaxKeepAliveCount;
        return double.IsFinite(milliseconds)
            ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, MinKeepAlive.TotalMilliseconds, MaxKeepAlive.TotalMilliseconds))
            : MaxKeepAlive;
    }
}
