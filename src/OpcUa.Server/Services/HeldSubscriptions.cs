using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The subscriptions of one session by their numbers, each with the timer of its publishing interval.</summary>
/// <param name="tick">Called whenever a publishing interval is over.</param>
/// <remarks>Its session's <see cref="SubscriptionService"/> holds the lock.</remarks>
internal sealed class HeldSubscriptions(TimeProvider time, Action<Subscription> tick)
{
    private readonly SortedDictionary<uint, (Subscription Subscription, ITimer Timer)> _held = [];

    public int Count => _held.Count;

    /// <summary>In the order of their numbers.</summary>
    public IEnumerable<Subscription> All => _held.Values.Select(entry => entry.Subscription);

    public void Add(Subscription subscription)
    {
        var interval = subscription.Settings.PublishingInterval;
        _held.Add(subscription.Id, (subscription, time.CreateTimer(_ => tick(subscription), null, interval, interval)));
    }

    /// <returns>Nothing when it is not here.</returns>
    public Subscription? Remove(uint id)
    {
        if (!_held.Remove(id, out var entry))
        {
            return null;
        }

        entry.Timer.Dispose();
        return entry.Subscription;
    }

    public Subscription? Find(uint id) => _held.TryGetValue(id, out var entry) ? entry.Subscription : null;

    /// <exception cref="UaException">There is no such subscription.</exception>
    public Subscription Get(uint id) => Find(id) ?? throw new UaException(StatusCode.BadSubscriptionIdInvalid, $"This session has no subscription {id}.");

    /// <summary>Takes other settings over, and begins a new publishing interval.</summary>
    public void Modify(Subscription subscription, SubscriptionSettings settings)
    {
        subscription.Modify(settings);
        _held[subscription.Id].Timer.Change(settings.PublishingInterval, settings.PublishingInterval);
    }

    public StatusCode Acknowledge(SubscriptionAcknowledgement acknowledgement) => Find(acknowledgement.SubscriptionId) switch
    {
        null => StatusCode.BadSubscriptionIdInvalid,
        var subscription => subscription.Acknowledge(acknowledgement.SequenceNumber) ? StatusCode.Good : StatusCode.BadSequenceNumberUnknown,
    };
}
