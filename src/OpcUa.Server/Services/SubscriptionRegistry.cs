using System.Collections.Concurrent;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>
/// Numbers the server's subscriptions and knows who holds each; those whose session has ended live on until their own time is over,
/// but no more of them, and with no more items, than one session may have: then the oldest end (Part 4 §5.7.4).
/// </summary>
internal sealed class SubscriptionRegistry(ServerLimits limits) : IDisposable
{
    private readonly ConcurrentDictionary<uint, SubscriptionService> _holders = new();
    private readonly Lock _abandoning = new();
    private uint _last;

    /// <summary>A number that no subscription of this server has had.</summary>
    public uint Next() => Interlocked.Increment(ref _last);

    /// <summary>Who holds the subscription now; null when there is none.</summary>
    public SubscriptionService? Find(uint id) => _holders.GetValueOrDefault(id);

    public void Add(uint id, SubscriptionService holder) => _holders[id] = holder;

    public void Remove(uint id, SubscriptionService holder) =>
        _holders.TryRemove(new KeyValuePair<uint, SubscriptionService>(id, holder));

    /// <summary>The holder's session has ended and leaves its subscriptions to whoever may take them over.</summary>
    public void Abandon(SubscriptionService holder)
    {
        lock (_abandoning)
        {
            holder.Abandon();
            var left = _holders.Where(each => each.Value.IsAbandoned).OrderBy(each => each.Key).ToArray();
            var items = left.Select(each => each.Value).Distinct().Sum(each => each.ItemCount);
            for (var i = 0; i < left.Length && (left.Length - i > limits.MaxSubscriptions || items > limits.MaxMonitoredItems); i++)
            {
                items -= left[i].Value.End(left[i].Key);
            }
        }
    }

    /// <summary>Ends what sessions have left behind.</summary>
    public void Dispose()
    {
        foreach (var holder in _holders.Values.Distinct())
        {
            holder.Dispose();
        }
    }
}
