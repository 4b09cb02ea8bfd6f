using IndustrialGateway.OpcUa.Client;
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
    private readonly ReadingLosses _losses;
    private readonly ConditionRefresh _conditions;
    private readonly Dictionary<ISubscriptionHandler, PointHandler> _handlers = [];
    private readonly RunningTasks _running = new();

    // Points are added, taken out and asked for again by one at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isModelOpen; // it could not be asked to tell of changes of its nodes

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
        _spread = new ItemSpread(client, OpcUaClientOptions.Subscription(options), options.ItemsPerSubscription, HandlerOf, Join, EndHandler);
        _cycles = new PointCycles(client, items, HandlerOf, EndHandler, changed, time);
        _losses = new ReadingLosses(options.Name, _spread, _cycles, logger);
        _conditions = new ConditionRefresh(options.Name, client.GetSessionAsync, logger);
    }

    /// <summary>Those that bring the points' values.</summary>
    public IEnumerable<PointHandler> Handlers => _handlers.Values;

    /// <summary>Reads until it is cancelled.</summary>
    /// <param name="begun">Called once all is subscribed to.</param>
    public async Task RunAsync(Func<CancellationToken, Task> begun, CancellationToken cancellationToken)
    {
        try
        {
            await TakeTurnAsync(() => BeginAsync(cancellationToken), cancellationToken);
            await begun(cancellationToken);
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
    /// <param name="tellGone">Called with points that the platform does not know to be gone, behind their last values and before the first of a node that has the path of one now.</param>
    /// <returns>What is other than before, also when not all that is new could be subscribed to: it counts as refused then, and is asked for every minute.</returns>
    public async Task<ItemChange> ChangeAsync(
        IReadOnlyList<PlannedPoint> found, bool isWhole, Func<IEnumerable<int>, CancellationToken, Task> tellGone, CancellationToken cancellationToken)
    {
        ItemChange change = new([], []);
        await TakeTurnAsync(
            async () =>
            {
                var refused = _items.Refused;
                change = _items.Change(found, isWhole);
                uint[] gone = [.. change.Gone.Select(item => item.Handle)];
                PlannedPoint[] others = [.. change.Added.Select(_items.PointOf).OfType<PlannedPoint>(), .. change.Gone.Select(item => item.Point)];
                var cycles = _cycles.Change(others);
                await _spread.RemoveAsync(gone, cancellationToken);
                foreach (var handler in _handlers.Values)
                {
                    await handler.ForgetAsync(gone, cancellationToken);
                }

                await _items.Passage.ClearAsync().WaitAsync(cancellationToken);
                await tellGone(change.Gone.Where(item => item.IsUntold).Select(item => item.Point.Point), cancellationToken);
                cycles.ForEach(_running.Add);
                await AskAgainAsync(refused, cancellationToken);
                await AddAsync(change.Added, cancellationToken);
            },
            cancellationToken);
        return change;
    }

    /// <summary>Has the machine tell again of the conditions that are present, where its events are read.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) =>
        _items.Listening.Any() ? _conditions.RunAsync(() => ListeningAsync(cancellationToken), cancellationToken) : Task.CompletedTask;

    public void Dispose()
    {
        _turn.Dispose();
        _running.Dispose();
        foreach (var handler in _handlers.Values)
        {
            handler.Dispose();
        }
    }

    private async Task<IReadOnlyList<UaSubscription>> ListeningAsync(CancellationToken cancellationToken)
    {
        UaSubscription[] listening = [];
        await TakeTurnAsync(
            () =>
            {
                listening = [.. _items.Listening.Select(_spread.Find).OfType<UaSubscription>().Distinct()];
                return Task.CompletedTask;
            },
            cancellationToken);
        return listening;
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
        try
        {
            _items.Take(await _spread.AddAsync(SubscribedOf(handles), cancellationToken));
        }
        catch (UaException failure)
        {
            LogNotAdded(_options.Name, failure.Message);
        }
    }

    private async Task AskAgainAsync(IReadOnlyList<uint> refused, CancellationToken cancellationToken)
    {
        var requests = SubscribedOf(refused);
        if (_client.State.IsConnected && requests.Length > 0)
        {
            try
            {
                _items.Take(await _spread.RetryAsync(requests, cancellationToken));
            }
            catch (UaException failure)
            {
                LogNotAskedAgain(_options.Name, failure.Message);
            }
        }
    }

    private ItemRequest[] SubscribedOf(IReadOnlyList<uint> handles) =>
    [
        .. handles.Select(handle => (Handle: handle, Point: _items.PointOf(handle)))
            .Where(item => item.Point?.Item.Mode == ReadMode.Subscribe)
            .Select(item => ItemTable.Request(item.Handle, item.Point!)),
    ];

    /// <summary>A machine that has no room for it is browsed from time to time all the same.</summary>
    private async Task WatchModelAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = (await _spread.AddAsync([ModelWatch.Request], cancellationToken))[0];
            if (result.Status.IsBad && _client.State.IsConnected)
            {
                await _spread.RemoveAsync([ModelWatch.Handle], cancellationToken);
                LogModelNotTold(_options.Name, result.Status, _options.Rebrowse);
            }

            _isModelOpen = false;
        }
        catch (UaException failure)
        {
            if (!_isModelOpen)
            {
                LogModelNotTold(_options.Name, failure.Status, _options.Rebrowse);
            }

            _isModelOpen = true;
        }
    }

    private ISubscriptionHandler HandlerOf(IReadOnlyList<ItemRequest> some)
    {
        PlannedPoint[] points = [.. PointsOf(some).Select(point => point.Point)];
        var isCyclic = points.Any(point => point.Item.Mode == ReadMode.Cyclic);
        var handler = new PointHandler(_handlerFor(points), _options.HasHeartbeats ? NewHeartbeats : null, isCyclic ? null : NewRepeatedNaN);
        _handlers.Add(handler.Outer, handler);
        Join(handler.Outer, some);
        _running.Add(handler.RunAsync);
        return handler.Outer;
    }

    private void EndHandler(ISubscriptionHandler handler)
    {
        if (_handlers.Remove(handler, out var ended))
        {
            ended.End();
        }
    }

    private Heartbeats NewHeartbeats(ISubscriptionHandler inner) =>
        new(inner, new Dictionary<uint, TimeSpan>(), () => _client.State.IsConnected, _time);

    // A machine must be away for half of this before its points are called Bad.
    private RepeatedNaN NewRepeatedNaN(ISubscriptionHandler inner) => new(inner, _items, _options.StaleAfter / 2);

    private void Join(ISubscriptionHandler handler, IReadOnlyList<ItemRequest> some) => _handlers[handler].Join(PointsOf(some));

    private List<(uint Handle, PlannedPoint Point)> PointsOf(IReadOnlyList<ItemRequest> some) =>
        [.. some.Select(item => (item.ClientHandle, Point: _items.PointOf(item.ClientHandle))).Where(item => item.Point is not null).Select(item => (item.ClientHandle, item.Point!))];

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RetryInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            _losses.Tell();
            await TakeTurnAsync(() => AskAgainAsync(_items.Refused, cancellationToken), cancellationToken);
            if (_isModelOpen)
            {
                await TakeTurnAsync(() => WatchModelAsync(cancellationToken), cancellationToken);
            }

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

    [LoggerMessage(LogLevel.Warning, "Source {Source}: not all points that are new could be subscribed to; the rest is asked for every minute: {Reason}")]
    private partial void LogNotAdded(string source, string reason);

    [LoggerMessage(LogLevel.Debug, "Source {Source}: not all points that the machine refused could be asked for again: {Reason}")]
    private partial void LogNotAskedAgain(string source, string reason);

    [LoggerMessage(LogLevel.Information, "Source {Source}: the machine does not tell when its nodes change ({Status}); new ones are found every {Rebrowse} ('rebrowse')")]
    private partial void LogModelNotTold(string source, StatusCode status, TimeSpan rebrowse);
}
