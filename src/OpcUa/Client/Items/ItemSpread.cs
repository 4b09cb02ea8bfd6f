using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Puts many items into as few subscriptions as the server lets them be put into. Where one refuses items in the middle
/// (BadTooManyMonitoredItems), the rest goes into the next, and how many one bears is remembered for the next time.
/// </summary>
/// <remarks>Not for two callers at once.</remarks>
public sealed class ItemSpread
{
    private readonly Func<ISubscriptionHandler, CancellationToken, Task<UaSubscription>> _subscribe;
    private readonly Func<CancellationToken, Task<UaSession?>> _session;
    private readonly int _mostPerSubscription;
    private readonly Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> _handlerFor;
    private readonly List<UaSubscription> _subscriptions = [];
    private readonly Dictionary<uint, UaSubscription> _places = [];

    /// <param name="mostPerSubscription">Items in one subscription, at least 1; the server's own limit may be lower.</param>
    /// <param name="handlerFor">The handler of a new subscription for these items; some of them may go into another in the end.</param>
    public ItemSpread(
        UaClient client,
        UaSubscriptionOptions options,
        int mostPerSubscription,
        Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> handlerFor)
        : this(
            (handler, cancellationToken) => client.SubscribeAsync(options, handler, cancellationToken),
            async cancellationToken => client.State.IsConnected ? await client.GetSessionAsync(cancellationToken).ConfigureAwait(false) : null,
            mostPerSubscription,
            handlerFor)
    {
    }

    internal ItemSpread(
        Func<ISubscriptionHandler, CancellationToken, Task<UaSubscription>> subscribe,
        Func<CancellationToken, Task<UaSession?>> session,
        int mostPerSubscription,
        Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> handlerFor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPerSubscription, 1);
        _subscribe = subscribe;
        _session = session;
        _mostPerSubscription = mostPerSubscription;
        _handlerFor = handlerFor;
    }

    public IReadOnlyList<UaSubscription> Subscriptions => _subscriptions;

    /// <summary>How each item stands at the server now.</summary>
    public IEnumerable<ItemStatistics> Statistics => _subscriptions.SelectMany(subscription => subscription.Statistics);

    /// <summary>
    /// Adds items; each has its own result. Those for which the server has no room anywhere, or which were on their way when the line broke, stay
    /// with a subscription that makes them when it is made anew.
    /// </summary>
    public async Task<IReadOnlyList<ItemResult>> AddAsync(IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var results = new Dictionary<uint, ItemResult>(items.Count);
        var left = new Queue<ItemRequest>(items);
        UaSubscription? full = null;
        int? borne = null;
        while (left.Count > 0)
        {
            var most = Math.Min(left.Count, await MostAsync(cancellationToken).ConfigureAwait(false));
            ItemRequest[] some = [.. Enumerable.Range(0, most).Select(_ => left.Dequeue())];
            var subscription = full ?? await NewAsync(some, cancellationToken).ConfigureAwait(false);
            var made = await CreateAsync(subscription, some, results, cancellationToken).ConfigureAwait(false);
            ItemRequest[] refused = [.. made.Where(IsTooMany).Select(result => result.Item)];
            if (refused.Length == some.Length)
            {
                full ??= subscription; // not even one: the server has no room at all, whatever the subscription
            }
            else if (borne is { } known && refused.Length < some.Length)
            {
                await LearnAsync(known, cancellationToken).ConfigureAwait(false); // another subscription took more: it was the subscription's limit and not the server's
                borne = null;
            }

            if (full is null && refused.Length > 0)
            {
                borne = some.Length - refused.Length;
                await subscription.RemoveItemsAsync([.. refused.Select(item => item.ClientHandle)], cancellationToken).ConfigureAwait(false);
                left = new Queue<ItemRequest>([.. refused, .. left]);
            }
        }

        return [.. items.Select(item => results[item.ClientHandle])];
    }

    /// <summary>Asks the server again for items that it refused, where they are.</summary>
    public async Task<IReadOnlyList<ItemResult>> RetryAsync(IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        var results = new Dictionary<uint, ItemResult>();
        foreach (var group in items.Where(item => _places.ContainsKey(item.ClientHandle)).GroupBy(item => _places[item.ClientHandle]))
        {
            ItemRequest[] some = [.. group];
            await group.Key.RemoveItemsAsync([.. some.Select(item => item.ClientHandle)], cancellationToken).ConfigureAwait(false);
            await CreateAsync(group.Key, some, results, cancellationToken).ConfigureAwait(false);
        }

        return [.. results.Values];
    }

    private async Task<int> MostAsync(CancellationToken cancellationToken)
    {
        var session = await _session(cancellationToken).ConfigureAwait(false);
        var told = session?.Limits.MonitoredItemsPerSubscription ?? int.MaxValue;
        var learnt = session?.Learning.Learnt.MonitoredItemsPerSubscription ?? int.MaxValue;
        return Math.Min(_mostPerSubscription, Math.Min(told, learnt));
    }

    private static bool IsTooMany(ItemResult result) => result.Status.Code == StatusCode.BadTooManyMonitoredItems;

    private async Task<UaSubscription> NewAsync(ItemRequest[] items, CancellationToken cancellationToken)
    {
        var subscription = await _subscribe(_handlerFor(items), cancellationToken).ConfigureAwait(false);
        _subscriptions.Add(subscription);
        return subscription;
    }

    private async Task<IReadOnlyList<ItemResult>> CreateAsync(
        UaSubscription subscription, ItemRequest[] items, Dictionary<uint, ItemResult> results, CancellationToken cancellationToken)
    {
        IReadOnlyList<ItemResult> made;
        try
        {
            made = await subscription.CreateItemsAsync(items, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure)
        {
            // The subscription remembers its items: it makes them when the line is back, and the handler hears of it.
            made = Array.ConvertAll(items, item => new ItemResult(item, failure.Status, TimeSpan.Zero, 0));
        }

        foreach (var result in made)
        {
            results[result.Item.ClientHandle] = result;
            _places[result.Item.ClientHandle] = subscription;
        }

        return made;
    }

    private async Task LearnAsync(int most, CancellationToken cancellationToken) =>
        (await _session(cancellationToken).ConfigureAwait(false))?.Learning.Learn(learnt => learnt with { MonitoredItemsPerSubscription = most });
}
