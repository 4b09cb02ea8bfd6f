using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>The items of a subscription as they are wanted, and their ids in its present life. Not for two callers at once.</summary>
internal sealed class SubscriptionItems
{
    private readonly Dictionary<uint, ItemRequest> _wanted = [];
    private readonly Dictionary<uint, uint> _ids = [];

    public IReadOnlyList<ItemRequest> Wanted => [.. _wanted.Values];

    public void Add(IReadOnlyList<ItemRequest> items)
    {
        foreach (var item in items)
        {
            _wanted[item.ClientHandle] = item;
        }
    }

    /// <summary>A new life of the subscription knows none of the ids.</summary>
    public void Forget() => _ids.Clear();

    /// <summary>Creates items at the server in batches; a bad one costs only itself.</summary>
    public async Task<IReadOnlyList<ItemResult>> CreateAsync(
        LiveSubscription live, IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        var results = new ItemResult[items.Count];
        var creations = new List<(int Index, MonitoredItemCreateRequest Request)>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (live.Session.Namespaces.TryResolve(items[i].Node, out var node))
            {
                creations.Add((i, items[i].For(node)));
            }
            else
            {
                results[i] = new ItemResult(items[i], StatusCode.BadNodeIdUnknown, TimeSpan.Zero, 0);
            }
        }

        var created = await Batches.CallAsync(
            creations,
            live.Session.Learning.Items,
            live.Session.Parallel,
            part => CallAsync(live, part, cancellationToken),
            static (_, failure) => new MonitoredItemCreateResult(failure.Status, 0, 0, 0),
            live.Session.ChannelEnded).ConfigureAwait(false);
        foreach (var ((index, request), result) in creations.Zip(created))
        {
            if (!result.Status.IsBad)
            {
                _ids[request.ClientHandle] = result.MonitoredItemId;
            }

            results[index] = new ItemResult(items[index], result.Status, Interval(result.RevisedSamplingInterval), result.RevisedQueueSize);
        }

        return results;
    }

    /// <summary>Takes items out, at the server too when there is a life.</summary>
    public async Task RemoveAsync(LiveSubscription? live, IReadOnlyCollection<uint> handles, CancellationToken cancellationToken)
    {
        var ids = new List<uint>(handles.Count);
        foreach (var handle in handles)
        {
            _wanted.Remove(handle);
            if (_ids.Remove(handle, out var id))
            {
                ids.Add(id);
            }
        }

        if (live is not null)
        {
            await Batches.CallAsync(ids, live.Session.Limits.MonitoredItemsPerCall, part => DeleteAsync(live, part, cancellationToken))
                .ConfigureAwait(false);
        }
    }

    private static async Task<MonitoredItemCreateResult[]> CallAsync(
        LiveSubscription live, (int Index, MonitoredItemCreateRequest Request)[] part, CancellationToken cancellationToken)
    {
        var request = new CreateMonitoredItemsRequest
        {
            SubscriptionId = live.Id,
            ItemsToCreate = [.. part.Select(each => each.Request)],
        };
        return (await live.Session.SendAsync<CreateMonitoredItemsResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
    }

    private static async Task<StatusCode[]> DeleteAsync(LiveSubscription live, uint[] ids, CancellationToken cancellationToken)
    {
        var request = new DeleteMonitoredItemsRequest { SubscriptionId = live.Id, MonitoredItemIds = ids };
        return (await live.Session.SendAsync<DeleteMonitoredItemsResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
    }

    private static TimeSpan Interval(double milliseconds) =>
        milliseconds is > 0 and < 1e12 ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero;
}
