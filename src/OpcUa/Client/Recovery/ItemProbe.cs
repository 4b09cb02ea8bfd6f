using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>Asks silent items for their values, and makes those anew that have stopped reporting.</summary>
internal static class ItemProbe
{
    /// <summary>To be called by whoever may change the items.</summary>
    public static async Task<IReadOnlyList<ItemResult>> RenewDeadAsync(
        FreshnessWatch freshness, LiveSubscription live, SubscriptionItems items, List<uint> silent, CancellationToken cancellationToken)
    {
        var wanted = items.Wanted.ToDictionary(item => item.ClientHandle);
        List<(ItemRequest Item, ReadValueId Value)> probes = [];
        foreach (var handle in silent)
        {
            if (wanted.TryGetValue(handle, out var item) && live.Session.Namespaces.TryResolve(item.Node, out var node))
            {
                probes.Add((item, new ReadValueId(node, item.Attribute)));
            }
        }

        var values = await live.Session.ReadAsync([.. probes.Select(probe => probe.Value)], cancellationToken).ConfigureAwait(false);
        ItemRequest[] dead = [.. probes.Zip(values).Where(pair => freshness.IsDead(pair.First.Item, pair.Second)).Select(pair => pair.First.Item)];
        if (dead.Length == 0)
        {
            return [];
        }

        // Given up first, lest the server has them twice should they wake up.
        await items.ReleaseAsync(live, [.. dead.Select(item => item.ClientHandle)], cancellationToken).ConfigureAwait(false);
        var results = await items.CreateAsync(live, dead, cancellationToken).ConfigureAwait(false);
        foreach (var item in dead)
        {
            freshness.Expect(item.ClientHandle);
        }

        return results;
    }
}
