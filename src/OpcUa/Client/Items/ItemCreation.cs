using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Makes items at the server, each with an outcome of its own: one whose filter the server refuses is made without it, and one that the
/// server samples more often than was thought gets a longer queue (Part 4 §5.13.2 and §5.13.3).
/// </summary>
internal sealed class ItemCreation(LiveSubscription live, CancellationToken cancellationToken)
{
    /// <summary>One outcome for each item, in order.</summary>
    public async Task<ItemOutcome[]> CreateAsync(IReadOnlyList<ItemRequest> items)
    {
        var outcomes = new ItemOutcome[items.Count];
        var attempts = new List<Attempt>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            outcomes[i] = new ItemOutcome(0, new ItemResult(items[i], StatusCode.BadNodeIdUnknown, TimeSpan.Zero, 0));
            if (live.Session.Namespaces.TryResolve(items[i].Node, out var node))
            {
                attempts.Add(new Attempt(i, items[i], items[i].For(node, live.PublishingInterval, live.Session.Namespaces)));
            }
        }

        await CreateAsync(attempts, outcomes).ConfigureAwait(false);
        await TryWithoutFilterAsync(attempts, outcomes).ConfigureAwait(false);
        await LengthenQueuesAsync(attempts, outcomes).ConfigureAwait(false);
        return outcomes;
    }

    private async Task CreateAsync(List<Attempt> attempts, ItemOutcome[] outcomes)
    {
        var created = await CallAsync(
            attempts,
            async part =>
            {
                var request = new CreateMonitoredItemsRequest
                {
                    SubscriptionId = live.Id,
                    ItemsToCreate = Array.ConvertAll(part, attempt => attempt.Request),
                };
                return (await live.Session.SendAsync<CreateMonitoredItemsResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
            },
            static (_, failure) => new MonitoredItemCreateResult(failure.Status, 0, 0, 0)).ConfigureAwait(false);
        for (var i = 0; i < created.Length; i++)
        {
            var result = created[i];
            outcomes[attempts[i].Index] = new ItemOutcome(
                result.MonitoredItemId,
                new ItemResult(attempts[i].Item, result.Status, Interval(result.RevisedSamplingInterval), result.RevisedQueueSize)
                {
                    FilterResult = attempts[i].Item.Events is null ? null : EventFilterResult.Decode(result.FilterResult, CodecLimits.Client),
                });
        }
    }

    private async Task TryWithoutFilterAsync(List<Attempt> attempts, ItemOutcome[] outcomes)
    {
        List<Attempt> plain = [];
        for (var i = 0; i < attempts.Count; i++)
        {
            var attempt = attempts[i];
            if (attempt.HasDataFilter && IsFilterRefused(outcomes[attempt.Index].Result.Status))
            {
                plain.Add(attempts[i] = attempt with { Request = attempt.Request with { Filter = ExtensionObject.Null } });
            }
        }

        if (plain.Count > 0)
        {
            var refusals = plain.ConvertAll(attempt => outcomes[attempt.Index].Result.Status);
            await CreateAsync(plain, outcomes).ConfigureAwait(false);
            foreach (var (attempt, refusal) in plain.Zip(refusals))
            {
                var outcome = outcomes[attempt.Index];
                outcomes[attempt.Index] = outcome with { Result = outcome.Result with { FilterStatus = refusal } };
            }
        }
    }

    private async Task LengthenQueuesAsync(List<Attempt> attempts, ItemOutcome[] outcomes)
    {
        List<(Attempt Attempt, uint QueueSize)> longer = [];
        foreach (var attempt in attempts)
        {
            var result = outcomes[attempt.Index].Result;
            var wanted = QueueSizing.ChooseRevised(attempt.Item.SamplingInterval, result.RevisedSamplingInterval, live.PublishingInterval);
            if (attempt.Item.QueueSize is null && !result.Status.IsBad && wanted > attempt.Request.QueueSize)
            {
                longer.Add((attempt, wanted));
            }
        }

        if (longer.Count == 0)
        {
            return;
        }

        var modified = await CallAsync(longer, part => ModifyAsync(part, outcomes), static (_, failure) => new MonitoredItemModifyResult(failure.Status, 0, 0))
            .ConfigureAwait(false);
        foreach (var ((attempt, _), result) in longer.Zip(modified))
        {
            // One that the server does not lengthen stays as it is: it works, and its overflows are counted.
            if (!result.Status.IsBad)
            {
                var outcome = outcomes[attempt.Index];
                outcomes[attempt.Index] = outcome with
                {
                    Result = outcome.Result with
                    {
                        RevisedSamplingInterval = Interval(result.RevisedSamplingInterval),
                        RevisedQueueSize = result.RevisedQueueSize,
                    },
                };
            }
        }
    }

    private async Task<MonitoredItemModifyResult[]> ModifyAsync((Attempt Attempt, uint QueueSize)[] part, ItemOutcome[] outcomes)
    {
        var request = new ModifyMonitoredItemsRequest
        {
            SubscriptionId = live.Id,
            ItemsToModify = Array.ConvertAll(part, each => new MonitoredItemModifyRequest
            {
                MonitoredItemId = outcomes[each.Attempt.Index].Id,
                ClientHandle = each.Attempt.Request.ClientHandle,
                SamplingInterval = each.Attempt.Request.SamplingInterval,
                Filter = each.Attempt.Request.Filter,
                QueueSize = each.QueueSize,
                DiscardOldest = each.Attempt.Request.DiscardOldest,
            }),
        };
        try
        {
            return (await live.Session.SendAsync<ModifyMonitoredItemsResponse>(request, cancellationToken).ConfigureAwait(false)).Results;
        }
        catch (UaException failure) when (failure.Status.Code == StatusCode.BadServiceUnsupported)
        {
            return Array.ConvertAll(part, _ => new MonitoredItemModifyResult(failure.Status, 0, 0));
        }
    }

    private Task<TResult[]> CallAsync<TOperation, TResult>(
        List<TOperation> operations, Func<TOperation[], Task<TResult[]>> call, Func<TOperation, UaException, TResult> outcomeOf) =>
        Batches.CallAsync(operations, live.Session.Learning.Items, live.Session.Parallel, call, outcomeOf, live.Session.ChannelEnded);

    private static bool IsFilterRefused(StatusCode status) =>
        status.Code == StatusCode.BadMonitoredItemFilterUnsupported
        || status.Code == StatusCode.BadMonitoredItemFilterInvalid
        || status.Code == StatusCode.BadFilterNotAllowed
        || status.Code == StatusCode.BadDeadbandFilterInvalid;

    private static TimeSpan Interval(double milliseconds) =>
        milliseconds is > 0 and < 1e12 ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero;

    /// <summary>An item on its way to the server.</summary>
    private readonly record struct Attempt(int Index, ItemRequest Item, MonitoredItemCreateRequest Request)
    {
        /// <summary>Without an event filter there would be nothing to report: that one is never left out.</summary>
        public bool HasDataFilter => Request.Filter.TypeId == new NodeId(MessageIds.DataChangeFilter);
    }
}

/// <summary>What became of one item, and the server's number for it.</summary>
internal readonly record struct ItemOutcome(uint Id, ItemResult Result);
