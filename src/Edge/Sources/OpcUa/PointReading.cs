using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Reads a source's points each in its way, subscribed to or in cycles, asks every minute for those that the machine refuses, and says which
/// points the machine loses values of. Points come and go while the others are read on.
/// </summary>
internal sealed partial class PointReading : IDisposable
{
    private const int ListedOverflows = 5;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly OpcUaSourceOptions _options;
    private readonly UaClient _client;
    private readonly ItemTable _items;
    private readonly Func<IReadOnlyList<PlannedPoint>, PointSubscription> _handlerFor;
    private readonly Action _changed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ItemSpread _spread;
    private readonly PointCycles _cycles;
    private readonly Dictionary<ISubscriptionHandler, PointHandler> _handlers = [];
    private readonly RunningTasks _running = new();

    // Points are added, taken out and asked for again by one at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _overflows;
    private long _skipped;

    /// <param name="changed">Called when it is known, or known anew, how the points fare.</param>
    public PointReading(
        OpcUaSourceOptions options,
        UaClient client,
        ItemTable items,
        Func<IReadOnlyList<PlannedPoint>, PointSubscription> handlerFor,
        Action changed,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _client, _items, _handlerFor, _changed, _time, _logger) = (options, client, items, handlerFor, changed, time, logger);
        _spread = new ItemSpread(client, OpcUaClientOptions.Subscription(options), options.ItemsPerSubscription, HandlerOf, Join);
        _cycles = new PointCycles(client, items, HandlerOf, changed, time);
    }

    /// <summary>Reads until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeTurnAsync(() => BeginAsync(cancellationToken), cancellationToken);
            _running.Add(LookAfterAsync);
            await _running.Failure.WaitAsync(cancellationToken);
        }
        finally
        {
            await _running.StopAsync();
        }
    }

    /// <summary>Reads the points that were found in the place of those before; what is the same is read on as it is.</summary>
    /// <param name="isWhole">Whether what was not found is gone.</param>
    /// <exception cref="UaException">The line broke: what is new is read when it is back.</exception>
    public async Task<ItemChange> ChangeAsync(IReadOnlyList<PlannedPoint> found, bool isWhole, CancellationToken cancellationToken)
    {
        ItemChange change = new([], []);
        await TakeTurnAsync(
            async () =>
            {
                var refused = _items.Refused;
                change = _items.Change(found, isWhole);
                uint[] gone = [.. change.Gone.Select(item => item.Handle)];
                await _spread.RemoveAsync(gone, cancellationToken);
                foreach (var handler in _handlers.Values)
                {
                    await handler.ForgetAsync(gone, cancellationToken);
                }

                await AskAgainAsync(refused, cancellationToken);
                PlannedPoint[] others = [.. change.Added.Select(_items.PointOf).OfType<PlannedPoint>(), .. change.Gone.Select(item => item.Point)];
                await AddAsync(change.Added, cancellationToken);
                _cycles.Change(others).ForEach(_running.Add);
            },
            cancellationToken);
        return change;
    }

    /// <summary>Has the machine tell again of the conditions that are present, to whom its events are read; a machine without conditions has nothing to tell.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_items.Listening.Any())
        {
            return;
        }

        var conditions = new ConditionMethods(await _client.GetSessionAsync(cancellationToken));
        UaSubscription[] subscriptions = [];
        await TakeTurnAsync(
            () =>
            {
                subscriptions = [.. _items.Listening.Select(_spread.Find).OfType<UaSubscription>().Distinct()];
                return Task.CompletedTask;
            },
            cancellationToken);
        foreach (var subscription in subscriptions)
        {
            try
            {
                await conditions.RefreshAsync(subscription.Id, cancellationToken);
            }
            catch (UaException failure)
            {
                LogNotRefreshed(_options.Name, failure.Message);
            }
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _running.Dispose();
        foreach (var handler in _handlers.Values)
        {
            handler.Dispose();
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _items.Take(await _spread.AddAsync(_items.Requests(ReadMode.Subscribe), cancellationToken));
        _cycles.Start().ForEach(_running.Add);
        if (_options.WatchesModel)
        {
            await WatchModelAsync(cancellationToken);
        }

        if (_cycles.AreKnown)
        {
            _changed();
        }
    }

    private async Task AddAsync(IReadOnlyList<uint> handles, CancellationToken cancellationToken)
    {
        _items.Take(await _spread.AddAsync(SubscribedOf(handles), cancellationToken));
    }

    private async Task AskAgainAsync(IReadOnlyList<uint> refused, CancellationToken cancellationToken)
    {
        var requests = SubscribedOf(refused);
        if (_client.State.IsConnected && requests.Length > 0)
        {
            _items.Take(await _spread.RetryAsync(requests, cancellationToken));
        }
    }

    private ItemRequest[] SubscribedOf(IReadOnlyList<uint> handles) =>
    [
        .. handles.Select(handle => (Handle: handle, Point: _items.PointOf(handle)))
            .Where(item => item.Point?.Item.Mode == ReadMode.Subscribe)
            .Select(item => ItemTable.Request(item.Handle, item.Point!)),
    ];

    private async Task WatchModelAsync(CancellationToken cancellationToken)
    {
        var result = (await _spread.AddAsync([ModelWatch.Request], cancellationToken))[0];
        if (result.Status.IsBad && _client.State.IsConnected)
        {
            await _spread.RemoveAsync([ModelWatch.Handle], cancellationToken);
            LogModelNotTold(_options.Name, result.Status, _options.Rebrowse);
        }
    }

    private ISubscriptionHandler HandlerOf(IReadOnlyList<ItemRequest> some)
    {
        var handler = new PointHandler(_handlerFor([.. PointsOf(some).Select(point => point.Point)]), _options.HasHeartbeats ? NewHeartbeats : null);
        _handlers.Add(handler.Outer, handler);
        Join(handler.Outer, some);
        if (handler.Heartbeats is { } heartbeats)
        {
            _running.Add(heartbeats.RunAsync);
        }

        return handler.Outer;
    }

    private Heartbeats NewHeartbeats(ISubscriptionHandler inner) =>
        new(inner, new Dictionary<uint, TimeSpan>(), () => _client.State.IsConnected, _time);

    private void Join(ISubscriptionHandler handler, IReadOnlyList<ItemRequest> some) => _handlers[handler].Join(PointsOf(some));

    private List<(uint Handle, PlannedPoint Point)> PointsOf(IReadOnlyList<ItemRequest> some) =>
        [.. some.Select(item => (item.ClientHandle, Point: _items.PointOf(item.ClientHandle))).Where(item => item.Point is not null).Select(item => (item.ClientHandle, item.Point!))];

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RetryInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            TellLosses();
            await TakeTurnAsync(() => AskAgainAsync(_items.Refused, cancellationToken), cancellationToken);
            _changed();
        }
    }

    private async Task TakeTurnAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await action();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void TellLosses()
    {
        var worst = _spread.Statistics.Where(item => item.Overflows > 0).OrderByDescending(item => item.Overflows).ToList();
        var overflows = worst.Sum(item => item.Overflows);
        if (overflows > _overflows)
        {
            var named = string.Join(", ", worst.Take(ListedOverflows).Select(item => $"{item.Node} ({item.Overflows}, queue {item.RevisedQueueSize})"));
            LogOverflows(_options.Name, overflows - _overflows, worst.Count, named);
            _overflows = overflows;
        }

        var skipped = _cycles.Skipped;
        if (skipped > _skipped)
        {
            LogSkipped(_options.Name, skipped - _skipped);
            _skipped = skipped;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine's queues overflowed {Count} times in the last minute, at {Points} points since the start; worst: {Worst}. Raise 'queueSize' or lower 'publishingInterval'")]
    private partial void LogOverflows(string source, long count, int points, string worst);

    [LoggerMessage(LogLevel.Debug, "Source {Source}: the machine does not tell its present conditions again: {Reason}")]
    private partial void LogNotRefreshed(string source, string reason);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Count} cycles were left out in the last minute because the machine answers too slowly; raise 'interval'")]
    private partial void LogSkipped(string source, long count);

    [LoggerMessage(LogLevel.Information, "Source {Source}: the machine does not tell when its nodes change ({Status}); new ones are found every {Rebrowse} ('rebrowse')")]
    private partial void LogModelNotTold(string source, StatusCode status, TimeSpan rebrowse);
}
