using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Items;

/// <summary>
/// Puts many items into as few subscriptions as the server lets them be put into. Where one refuses items in the middle
/// (BadTooManyMonitoredItems), the rest goes into the next, and how many one bears is remembered for the next time. Items can come and go while the others
/// stay as they are.
/// </summary>
/// <remarks>Not for two callers at once.</remarks>
public sealed class ItemSpread
{
    private readonly Func<ISubscriptionHandler, CancellationToken, Task<UaSubscription>> _subscribe;
    private readonly Func<CancellationToken, Task<UaSession?>> _session;
    private readonly int _mostPerSubscription;
    private readonly Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> _handlerFor;
    private readonly Action<ISubscriptionHandler, IReadOnlyList<ItemRequest>>? _joining;
    private readonly Action<ISubscriptionHandler>? _unused;
    private readonly List<Place> _all = [];
    private readonly Dictionary<uint, Place> _places = [];

    /// <param name="mostPerSubscription">Items in one subscription, at least 1; the server's own limit may be lower.</param>
    /// <param name="handlerFor">The handler of a new subscription for these items; some of them may go into another in the end.</param>
    /// <param name="joining">Called with the handler of a subscription that has room before more items are put into it; null: each <see cref="AddAsync"/> begins with a new one.</param>
    /// <param name="unused">Called with the handler of a subscription that could not be made.</param>
    public ItemSpread(
        UaClient client,
        UaSubscriptionOptions options,
        int mostPerSubscription,
        Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> handlerFor,
        Action<ISubscriptionHandler, IReadOnlyList<ItemRequest>>? joining = null,
        Action<ISubscriptionHandler>? unused = null)
        : this(
            (handler, cancellationToken) => client.SubscribeAsync(options, handler, cancellationToken),
            async cancellationToken => client.State.IsConnected ? await client.GetSessionAsync(cancellationToken).ConfigureAwait(false) : null,
            mostPerSubscription,
            handlerFor,
            joining,
            unused)
    {
    }

    internal ItemSpread(
        Func<ISubscriptionHandler, CancellationToken, Task<UaSubscription>> subscribe,
        Func<CancellationToken, Task<UaSession?>> session,
        int mostPerSubscription,
        Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> handlerFor,
        Action<ISubscriptionHandler, IReadOnlyList<ItemRequest>>? joining = null,
        Action<ISubscriptionHandler>? unused = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostPerSubscription, 1);
        _subscribe = subscribe;
        _session = session;
        _mostPerSubscription = mostPerSubscription;
        _handlerFor = handlerFor;
        _joining = joining;
        _unused = unused;
    }

    public IReadOnlyList<UaSubscription> Subscriptions => [.. _all.Select(place => place.Subscription)];

    /// <summary>How each item stands at the server now.</summary>
    public IEnumerable<ItemStatistics> Statistics => _all.SelectMany(place => place.Subscription.Statistics);

    /// <summary>The subscription that an item is in; null when it is in none.</summary>
    public UaSubscription? Find(uint clientHandle) => _places.GetValueOrDefault(clientHandle)?.Subscription;

    /// <summary>
    /// Adds items; each has its own result. Those for which the server has no room anywhere, or which were on their way when the line broke, stay
    /// with a subscription that makes them when it is made anew.
    /// </summary>
    /// <exception cref="UaException">A further subscription could not be made: items without a place wait for <see cref="RetryAsync"/>.</exception>
    public async Task<IReadOnlyList<ItemResult>> AddAsync(IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var results = new Dictionary<uint, ItemResult>(items.Count);
        var left = new Queue<ItemRequest>(items);
        Place? full = null;
        int? borne = null;
        while (left.Count > 0)
        {
            var most = await MostAsync(cancellationToken).ConfigureAwait(false);
            var open = full ?? Roomy(most);
            var room = open is null || open == full ? most : most - open.Count;
            ItemRequest[] some = [.. Enumerable.Range(0, Math.Min(left.Count, room)).Select(_ => left.Dequeue())];
            var place = open is null ? await NewAsync(some, cancellationToken).ConfigureAwait(false) : Join(open, some);
            var made = await CreateAsync(place, some, results, cancellationToken).ConfigureAwait(false);
            ItemRequest[] refused = [.. made.Where(IsTooMany).Select(result => result.Item)];
            place.IsFull |= refused.Length > 0;
            if (refused.Length == some.Length && open is null)
            {
                full ??= place; // not even one: the server has no room at all, whatever the subscription
            }
            else if (borne is { } known && refused.Length < some.Length)
            {
                await LearnAsync(known, cancellationToken).ConfigureAwait(false); // another subscription took more: it was the subscription's limit and not the server's
                borne = null;
            }

            if (full is null && refused.Length > 0)
            {
                borne = open is null ? some.Length - refused.Length : borne;
                await place.Subscription.RemoveItemsAsync([.. refused.Select(item => item.ClientHandle)], cancellationToken).ConfigureAwait(false);
                Array.ForEach(refused, item => Leave(item.ClientHandle));
                left = new Queue<ItemRequest>([.. refused, .. left]);
            }
        }

        return [.. items.Select(item => results[item.ClientHandle])];
    }

    /// <summary>Asks the server again for items that it refused, where they are; those that are nowhere are added.</summary>
    /// <exception cref="UaException">The line broke, or a further subscription could not be made; it can be tried again.</exception>
    public async Task<IReadOnlyList<ItemResult>> RetryAsync(IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        var results = new Dictionary<uint, ItemResult>();
        foreach (var group in items.Where(item => _places.ContainsKey(item.ClientHandle)).GroupBy(item => _places[item.ClientHandle]))
        {
            ItemRequest[] some = [.. group];
            await group.Key.Subscription.RemoveItemsAsync([.. some.Select(item => item.ClientHandle)], cancellationToken).ConfigureAwait(false);
            await CreateAsync(group.Key, some, results, cancellationToken).ConfigureAwait(false);
        }

        ItemRequest[] unplaced = [.. items.Where(item => !_places.ContainsKey(item.ClientHandle))];
        return [.. results.Values, .. await AddAsync(unplaced, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>Takes items out; where the line breaks meanwhile, their subscription forgets them with its next life.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<uint> clientHandles, CancellationToken cancellationToken)
    {
        foreach (var group in clientHandles.Where(_places.ContainsKey).GroupBy(handle => _places[handle]).ToArray())
        {
            group.Key.IsFull = false;
            foreach (var handle in group)
            {
                Leave(handle);
            }

            try
            {
                await group.Key.Subscription.RemoveItemsAsync([.. group], cancellationToken).ConfigureAwait(false);
            }
            catch (UaException)
            {
                // The subscription has forgotten them, and the server soon will.
            }
        }
    }

    private Place? Roomy(int most) => _joining is null ? null : _all.Find(place => !place.IsFull && place.Count < most);

    private Place Join(Place place, ItemRequest[] items)
    {
        _joining?.Invoke(place.Handler, items);
        return place;
    }

    private void Leave(uint clientHandle)
    {
        if (_places.Remove(clientHandle, out var before))
        {
            before.Count--;
        }
    }

    private async Task<int> MostAsync(CancellationToken cancellationToken)
    {
        var session = await _session(cancellationToken).ConfigureAwait(false);
        var told = session?.Limits.MonitoredItemsPerSubscription ?? int.MaxValue;
        var learnt = session?.Learning.Learnt.MonitoredItemsPerSubscription ?? int.MaxValue;
        return Math.Min(_mostPerSubscription, Math.Min(told, learnt));
    }

    private static bool IsTooMany(ItemResult result) => result.Status.Code == StatusCode.BadTooManyMonitoredItems;

    private async Task<Place> NewAsync(ItemRequest[] items, CancellationToken cancellationToken)
    {
        var handler = _handlerFor(items);
        try
        {
            var place = new Place(await _subscribe(handler, cancellationToken).ConfigureAwait(false), handler);
            _all.Add(place);
            return place;
        }
        catch
        {
            _unused?.Invoke(handler);
            throw;
        }
    }

    private async Task<IReadOnlyList<ItemResult>> CreateAsync(
        Place place, ItemRequest[] items, Dictionary<uint, ItemResult> results, CancellationToken cancellationToken)
    {
        IReadOnlyList<ItemResult> made;
        try
        {
            made = await place.Subscription.CreateItemsAsync(items, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure)
        {
            // The subscription remembers its items: it makes them when the line is back, and the handler hears of it.
            made = Array.ConvertAll(items, item => new ItemResult(item, failure.Status, TimeSpan.Zero, 0));
        }

        foreach (var result in made)
        {
            results[result.Item.ClientHandle] = result;
            Leave(result.Item.ClientHandle);
            _places[result.Item.ClientHandle] = place;
            place.Count++;
        }

        return made;
    }

    private async Task LearnAsync(int most, CancellationToken cancellationToken) =>
        (await _session(cancellationToken).ConfigureAwait(false))?.Learning.Learn(learnt => learnt with { MonitoredItemsPerSubscription = most });

    /// <summary>A subscription and the items that were put into it.</summary>
    private sealed class Place(UaSubscription subscription, ISubscriptionHandler handler)
    {
        public UaSubscription Subscription => subscription;

        public ISubscriptionHandler Handler => handler;

        public int Count { get; set; }

        /// <summary>The server refused items here.</summary>
        public bool IsFull { get; set; }
    }
}
