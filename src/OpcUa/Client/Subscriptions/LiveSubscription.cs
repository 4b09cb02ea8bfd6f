using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>One life of a subscription at the server: its id there, its place in the order of messages, what is to be acknowledged.</summary>
internal sealed class LiveSubscription(UaSession session, int life, CreateSubscriptionResponse created)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MinKeepAlive = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromDays(1);

    private readonly ConcurrentQueue<uint> _acknowledged = new();
    private volatile UaSession _session = session;
    private long _heard = session.Time.GetTimestamp();

    // Messages of several batches, by how many of them are not acknowledged yet.
    private readonly ConcurrentDictionary<uint, int> _parts = new();

    /// <summary>The session that has it: another one after a transfer, in which id, order and what is to be acknowledged stay as they were.</summary>
    public UaSession Session => _session;

    public int Life { get; } = life;

    public uint Id { get; } = created.SubscriptionId;

    public SequenceTracker Sequence { get; } = new();

    public DrainWatch Drains { get; } = new();

    /// <summary>As the server revised it, within reason.</summary>
    public TimeSpan PublishingInterval { get; } = PublishingIntervalOf(created);

    /// <summary>The longest silence that the server has promised, within reason.</summary>
    public TimeSpan KeepAlive { get; } = KeepAliveOf(created);

    /// <summary>When the server last answered a Publish request for it, or made it; a time stamp of the session's time provider.</summary>
    public long Heard
    {
        get => Volatile.Read(ref _heard);
        set => Volatile.Write(ref _heard, value);
    }

    public void MoveTo(UaSession other) => _session = other;

    /// <summary>The one at the server is lost.</summary>
    public void End(UaSubscription owner)
    {
        Session.Remove(owner);
        Drains.End();
    }

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

    /// <summary>Takes it from the server, as well as it still goes.</summary>
    /// <exception cref="UaException">The session is lost.</exception>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new DeleteSubscriptionsRequest { SubscriptionIds = [Id] };
            await Session.SendAsync<DeleteSubscriptionsResponse>(request, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure) when (!Session.ChannelEnded.IsCompleted && !SessionFaults.IsSessionLost(failure.Status))
        {
            // The server does not know it any more, or forgets it when nobody asks for its messages.
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
