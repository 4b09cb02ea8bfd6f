using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// The items of a subscription as they are wanted, and what became of them in its present life. Not for two callers that change it at once;
/// overflows are counted and statistics taken at any time.
/// </summary>
internal sealed class SubscriptionItems
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, ItemState> _items = [];

    public IReadOnlyList<ItemRequest> Wanted
    {
        get
        {
            lock (_gate)
            {
                return [.. _items.Values.Select(item => item.Request)];
            }
        }
    }

    public IReadOnlyList<ItemStatistics> Statistics
    {
        get
        {
            lock (_gate)
            {
                return [.. _items.Values.Select(item => item.Statistics)];
            }
        }
    }

    public void Add(IReadOnlyList<ItemRequest> items)
    {
        lock (_gate)
        {
            foreach (var item in items)
            {
                if (_items.TryGetValue(item.ClientHandle, out var known))
                {
                    known.Request = item;
                }
                else
                {
                    _items.Add(item.ClientHandle, new ItemState(item));
                }
            }
        }
    }

    /// <summary>A new life of the subscription knows none of the ids.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var item in _items.Values)
            {
                item.Id = null;
            }
        }
    }

    public void CountOverflow(uint clientHandle)
    {
        lock (_gate)
        {
            if (_items.TryGetValue(clientHandle, out var item))
            {
                item.Overflows++;
            }
        }
    }

    /// <summary>The server's number for an item in the present life; null when it has none.</summary>
    public uint? IdOf(uint clientHandle)
    {
        lock (_gate)
        {
            return _items.TryGetValue(clientHandle, out var item) ? item.Id : null;
        }
    }

    /// <summary>Creates items at the server in batches; a bad one costs only itself.</summary>
    public async Task<IReadOnlyList<ItemResult>> CreateAsync(
        LiveSubscription live, IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        var outcomes = await new ItemCreation(live, cancellationToken).CreateAsync(items).ConfigureAwait(false);
        lock (_gate)
        {
            foreach (var (id, result) in outcomes)
            {
                if (_items.TryGetValue(result.Item.ClientHandle, out var item))
                {
                    item.Result = result;
                    item.Id = result.Status.IsBad ? null : id;
                }
            }
        }

        return Array.ConvertAll(outcomes, outcome => outcome.Result);
    }

    /// <summary>Takes items out, at the server too when there is a life.</summary>
    public async Task RemoveAsync(LiveSubscription? live, IReadOnlyCollection<uint> handles, CancellationToken cancellationToken)
    {
        var ids = new List<uint>(handles.Count);
        lock (_gate)
        {
            foreach (var handle in handles)
            {
                if (_items.Remove(handle, out var item) && item.Id is { } id)
                {
                    ids.Add(id);
                }
            }
        }

        if (live is not null)
        {
            await DeleteAllAsync(live, ids, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes items out at the server, and keeps wanting them: when that fails, they are still known by their numbers there.</summary>
    public async Task ReleaseAsync(LiveSubscription live, IReadOnlyCollection<uint> handles, CancellationToken cancellationToken)
    {
        await DeleteAllAsync(live, [.. handles.Select(IdOf).OfType<uint>()], cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            foreach (var handle in handles)
            {
                if (_items.TryGetValue(handle, out var item))
                {
                    item.Id = null;
                }
            }
        }
    }

    private static async Task DeleteAllAsync(LiveSubscription live, List<uint> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            await Batches.CallAsync(
                ids,
                live.Session.Learning.Items,
                live.Session.Parallel,
                part => DeleteAsync(live, part, cancellationToken),
                outcomeOf: null,
                live.Session.ChannelEnded).ConfigureAwait(false);
        }
    }

    private static async Task<StatusCode[]> DeleteAsync(LiveSubscription live, uint[] ids, CancellationToken cancellationToken)
    {
        var request = new DeleteMonitoredItemsRequest { SubscriptionId = live.Id, MonitoredItemIds = ids };
        return (await live.Session.SendAsync<DeleteMonitoredItemsResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
    }
}
