using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>
/// Reads a source's points each in its way, subscribed to or in cycles, asks every minute for those that the machine refuses, and says which
/// points the machine loses values of.
/// </summary>
internal sealed partial class PointReading(
    OpcUaSourceOptions options,
    UaClient client,
    ItemTable items,
    Func<IReadOnlyList<PlannedPoint>, PointSubscription> handlerFor,
    TimeProvider time,
    ILogger logger)
{
    private const int ListedOverflows = 5;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly List<Task> _running = [];
    private readonly List<CyclicReader> _cycles = [];
    private readonly List<Heartbeats> _heartbeats = [];
    private int _unread; // groups of points in cycles of which nothing is known yet
    private long _overflows;
    private long _skipped;

    /// <summary>Reads until it is cancelled.</summary>
    /// <param name="changed">Called when it is known, or known anew, how the points fare.</param>
    public async Task RunAsync(Action changed, CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var spread = new ItemSpread(
                client,
                OpcUaClientOptions.Subscription(options),
                options.ItemsPerSubscription,
                some => HandlerOf([.. some.Select(item => items.Points[(int)item.ClientHandle - 1])], some, life.Token));
            items.Take(await spread.AddAsync(items.Requests(ReadMode.Subscribe), life.Token));
            StartCycles(changed, life.Token);
            if (_unread == 0)
            {
                changed();
            }

            _running.Add(LookAfterAsync(spread, changed, life.Token));
            await await Task.WhenAny(_running);
        }
        finally
        {
            await life.CancelAsync();
            await Task.WhenAll(_running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _heartbeats.ForEach(each => each.Dispose());
        }
    }

    private void StartCycles(Action changed, CancellationToken cancellationToken)
    {
        var requests = items.Requests(ReadMode.Cyclic);
        _unread = requests.Select(item => items.Points[(int)item.ClientHandle - 1].Item.Interval).Distinct().Count();
        foreach (var group in requests.GroupBy(item => items.Points[(int)item.ClientHandle - 1].Item.Interval))
        {
            ItemRequest[] some = [.. group];
            PlannedPoint[] points = [.. some.Select(item => items.Points[(int)item.ClientHandle - 1])];
            var reader = new CyclicReader(
                client, new CyclicReadOptions { Interval = group.Key }, some, HandlerOf(points, some, cancellationToken), time);
            var isFirst = true;
            reader.OutcomesChanged += results =>
            {
                items.Take(results);
                if ((isFirst ? Interlocked.Decrement(ref _unread) : Volatile.Read(ref _unread)) <= 0)
                {
                    changed();
                }

                isFirst = false;
            };
            _cycles.Add(reader);
            _running.Add(reader.RunAsync(cancellationToken));
        }
    }

    private ISubscriptionHandler HandlerOf(PlannedPoint[] points, IReadOnlyList<ItemRequest> some, CancellationToken cancellationToken)
    {
        var handler = handlerFor(points);
        var intervals = some.Zip(points)
            .Where(pair => pair.Second.Item.Heartbeat > TimeSpan.Zero)
            .ToDictionary(pair => pair.First.ClientHandle, pair => pair.Second.Item.Heartbeat);
        if (intervals.Count == 0)
        {
            return handler;
        }

        var heartbeats = new Heartbeats(handler, intervals, () => client.State.IsConnected, time);
        _heartbeats.Add(heartbeats);
        _running.Add(heartbeats.RunAsync(cancellationToken));
        return heartbeats;
    }

    private async Task LookAfterAsync(ItemSpread spread, Action changed, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RetryInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            TellLosses(spread);
            var refused = items.Refused.Where(handle => items.Points[(int)handle - 1].Item.Mode == ReadMode.Subscribe).ToArray();
            if (client.State.IsConnected && refused.Length > 0)
            {
                items.Take(await spread.RetryAsync([.. refused.Select(items.Request)], cancellationToken));
            }

            changed();
        }
    }

    private void TellLosses(ItemSpread spread)
    {
        var worst = spread.Statistics.Where(item => item.Overflows > 0).OrderByDescending(item => item.Overflows).ToList();
        var overflows = worst.Sum(item => item.Overflows);
        if (overflows > _overflows)
        {
            var named = string.Join(", ", worst.Take(ListedOverflows).Select(item => $"{item.Node} ({item.Overflows}, queue {item.RevisedQueueSize})"));
            LogOverflows(options.Name, overflows - _overflows, worst.Count, named);
            _overflows = overflows;
        }

        var skipped = _cycles.Sum(cycle => cycle.Skipped);
        if (skipped > _skipped)
        {
            LogSkipped(options.Name, skipped - _skipped);
            _skipped = skipped;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine's queues overflowed {Count} times in the last minute, at {Points} points since the start; worst: {Worst}. Raise 'queueSize' or lower 'publishingInterval'")]
    private partial void LogOverflows(string source, long count, int points, string worst);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Count} cycles were left out in the last minute because the machine answers too slowly; raise 'interval'")]
    private partial void LogSkipped(string source, long count);
}
