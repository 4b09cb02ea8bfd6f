using IndustrialGateway.OpcUa.Client.DataTypes;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Recovery;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// A subscription as its owner wants it. It outlives the one at the server: when that is lost, it is made anew with all its items.
/// Safe for many threads.
/// </summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.
public sealed class UaSubscription
#pragma warning restore CA1001
{
    // Read in one request now and then; the longest silent first.
    private const int MaxProbes = 1000;

    private readonly OverflowCounter _handler;
    private readonly SubscriptionItems _items = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile LiveSubscription? _live;
    private volatile NotificationDelivery? _delivery;
    private volatile bool _isIncomplete;
    private volatile bool _isEnded;
    private uint[]? _available;
    private int _lives;
    private long _renewedItems;

    internal UaSubscription(UaSubscriptionOptions options, ISubscriptionHandler handler, TimeProvider? time = null)
    {
        Freshness = options.MaxItemSilence is { } silence ? new FreshnessWatch(silence, time ?? TimeProvider.System) : null;
        Options = options;
        _handler = new OverflowCounter(_items, handler);
    }

    public UaSubscriptionOptions Options { get; }

    /// <summary>The server's number for it; 0 while there is none.</summary>
    public uint Id => _live?.Id ?? 0;

    /// <summary>How often it has been made at the server, as in <see cref="NotificationToken.Life"/>; 0 before the first. Any thread.</summary>
    public int Life => Volatile.Read(ref _lives);

    /// <summary>How each item stands at the server now, in the order in which they came; any thread.</summary>
    public IReadOnlyList<ItemStatistics> Statistics => _items.Statistics;

    /// <summary>The namespaces of the server that has it, as it numbers them now; they hold for the values that are being delivered.</summary>
    public NamespaceTable Namespaces { get; private set; } = new([]);

    /// <summary>The types of that server, by the ids that it gives them now; they too hold for the values that are being delivered. Null before the first.</summary>
    public DataTypeResolver? DataTypes { get; private set; }

    /// <summary>How many items had stopped reporting and were made anew.</summary>
    public long RenewedItems => Interlocked.Read(ref _renewedItems);

    internal FreshnessWatch? Freshness { get; }

    internal LiveSubscription? Live => _live;

    /// <summary>
    /// Adds items; each has its own result. Without a connection they are remembered for the next one, and their results say BadServerNotConnected.
    /// </summary>
    public async Task<IReadOnlyList<ItemResult>> CreateItemsAsync(IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _items.Add(items);
            return _live is { } live
                ? await CreateItemsAsync(live, items, cancellationToken).ConfigureAwait(false)
                : [.. items.Select(item => new ItemResult(item, StatusCode.BadServerNotConnected, TimeSpan.Zero, 0))];
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task RemoveItemsAsync(IReadOnlyCollection<uint> clientHandles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clientHandles);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var handle in clientHandles)
            {
                Freshness?.Forget(handle);
            }

            await _items.RemoveAsync(_live, clientHandles, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Lets items that only sample (<see cref="ItemRequest.MonitoringMode"/>) report whenever another item does (SetTriggering, Part 4 §5.13.5).
    /// One status for each handle to add, then for each to remove. Links end with the subscription at the server: they are to be made again in
    /// <see cref="ISubscriptionHandler.OnRenewedAsync"/>.
    /// </summary>
    /// <exception cref="UaException">There is no connection, or the server does not have the triggering item.</exception>
    public async Task<IReadOnlyList<StatusCode>> LinkAsync(
        uint triggeringHandle, IReadOnlyList<uint> add, IReadOnlyList<uint> remove, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(remove);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _live is { } live
                ? await ItemLinks.SetAsync(live, _items, triggeringHandle, add, remove, cancellationToken).ConfigureAwait(false)
                : throw new UaException(StatusCode.BadServerNotConnected, "Items can be linked only while there is a connection.");
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Lets the server forget a message; it is told with the next Publish. The token of an earlier life is ignored: its numbers mean
    /// other messages now.
    /// </summary>
    public void Acknowledge(NotificationToken token)
    {
        if (_live is { } live && live.Life == token.Life)
        {
            live.Acknowledge(token.SequenceNumber);
        }
    }

    /// <summary>Makes the subscription with its items in a session that does not have it; the handler hears of every life but the first.</summary>
    internal Task AttachAsync(UaSession session, CancellationToken cancellationToken) =>
        AttachAsync(session, evenIfAttached: true, cancellationToken);

    /// <summary>The same, but nothing when the session has it already with all its items.</summary>
    internal Task EnsureAttachedAsync(UaSession session, CancellationToken cancellationToken) =>
        AttachAsync(session, evenIfAttached: false, cancellationToken);

    /// <summary>The same although the session has it: it is silent.</summary>
    internal Task RenewAsync(UaSession session, CancellationToken cancellationToken)
    {
        _isIncomplete = true;
        return EnsureAttachedAsync(session, cancellationToken);
    }

    /// <summary>Nobody wants it any longer: no session gets it from now on.</summary>
    internal void End() => _isEnded = true;

    private async Task AttachAsync(UaSession session, bool evenIfAttached, CancellationToken cancellationToken)
    {
        IReadOnlyList<ItemResult> results;
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var here = evenIfAttached || _live?.Session != session ? null : _live;
            if (_isEnded || (here is not null && !_isIncomplete))
            {
                return;
            }

            await (here?.DeleteAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            Detach();
            var live = new LiveSubscription(session, ++_lives, await CreateAsync(session, cancellationToken).ConfigureAwait(false));
            _delivery = new NotificationDelivery(this, live, _handler);
            SpeakAs(session);
            _live = live;
            session.Add(this);
            results = await CreateItemsAsync(live, _items.Wanted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }

        if (_lives > 1)
        {
            await _handler.OnRenewedAsync(this, results, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>From now on values are to be understood as this session's server numbers its namespaces and types.</summary>
    internal void SpeakAs(UaSession session) => (Namespaces, DataTypes) = (session.Namespaces, session.DataTypes);

    /// <summary>Whether the session has it, and not an earlier one.</summary>
    internal bool IsIn(UaSession session) => _live?.Session == session;

    /// <summary>Goes on in a session to which the server has transferred it.</summary>
    /// <param name="available">The messages that the server says it still has.</param>
    internal async Task MoveToAsync(UaSession session, uint[] available, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_live is { } live)
            {
                live.Session.Remove(this);
                SpeakAs(session);
                live.MoveTo(session);
                session.Add(this);
                _available = available;
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Takes what the server sent while nobody listened; while the session's publishing is held.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (_delivery is { } delivery)
        {
            var end = await delivery.CatchUpAsync(_available, cancellationToken).ConfigureAwait(false);
            _available = null;
            _isIncomplete |= end is not null;
        }
    }

    /// <summary>Takes one Publish response of its own; gives the end of its life when the server announces it.</summary>
    internal ValueTask<StatusCode?> TakeAsync(PublishResponse response, CancellationToken cancellationToken) =>
        _delivery?.TakeAsync(response, cancellationToken) ?? ValueTask.FromResult<StatusCode?>(null);

    /// <summary>Reads the items that have been silent for too long, and makes those anew that are dead.</summary>
    internal async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (Freshness is { } freshness && _live is not null && freshness.Silent(MaxProbes) is { Count: > 0 } silent)
        {
            await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyList<ItemResult> renewed;
            try
            {
                // Another life may have begun while this waited.
                renewed = _live is { } live
                    ? await ItemProbe.RenewDeadAsync(freshness, live, _items, silent, cancellationToken).ConfigureAwait(false)
                    : [];
            }
            finally
            {
                _changing.Release();
            }

            if (renewed.Count > 0)
            {
                Interlocked.Add(ref _renewedItems, renewed.Count);
                await _handler.OnItemsRenewedAsync(this, renewed, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // When the line breaks meanwhile, some items are there and nobody knows which: the whole is made anew.
    private async Task<IReadOnlyList<ItemResult>> CreateItemsAsync(
        LiveSubscription live, IReadOnlyList<ItemRequest> items, CancellationToken cancellationToken)
    {
        var wasIncomplete = _isIncomplete;
        _isIncomplete = true;
        var results = await _items.CreateAsync(live, items, cancellationToken).ConfigureAwait(false);
        _isIncomplete = wasIncomplete;
        foreach (var result in results)
        {
            if (!result.Status.IsBad)
            {
                Freshness?.Expect(result.Item.ClientHandle);
            }
        }

        return results;
    }

    private void Detach()
    {
        _isIncomplete = false;
        _available = null;
        _live?.End(this);
        _live = null;
        _delivery = null;
        _items.Forget();
    }

    private async Task<CreateSubscriptionResponse> CreateAsync(UaSession session, CancellationToken cancellationToken)
    {
        var request = new CreateSubscriptionRequest
        {
            RequestedPublishingInterval = Options.PublishingInterval.TotalMilliseconds,
            RequestedLifetimeCount = Options.LifetimeCount,
            RequestedMaxKeepAliveCount = Options.KeepAliveCount,
            MaxNotificationsPerPublish = Options.EffectiveMaxNotifications,
            Priority = Options.Priority,
        };
        return await session.SendAsync<CreateSubscriptionResponse>(request, cancellationToken).ConfigureAwait(false);
    }
}
