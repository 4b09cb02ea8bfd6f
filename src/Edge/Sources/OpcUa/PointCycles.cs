using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Reads points in cycles, one reader for each interval. When the points of an interval are other ones, another reader takes its place; one caller at a time.</summary>
/// <param name="ended">Called with a handler whose points another one reads from now on.</param>
/// <param name="changed">Called when it is known, or known anew, how the points fare.</param>
internal sealed class PointCycles(
    UaClient client,
    ItemTable items,
    Func<IReadOnlyList<ItemRequest>, ISubscriptionHandler> handlerFor,
    Action<ISubscriptionHandler> ended,
    Action changed,
    TimeProvider time)
{
    private readonly Dictionary<TimeSpan, (CyclicReader Reader, ISubscriptionHandler Handler, CancellationTokenSource Life)> _readers = [];
    private int _unread; // groups of points of which nothing is known yet
    private long _skippedBefore;

    /// <summary>Whether each point has been asked for once.</summary>
    public bool AreKnown => Volatile.Read(ref _unread) <= 0;

    /// <summary>Cycles that were left out because the machine answers too slowly.</summary>
    public long Skipped => _skippedBefore + _readers.Values.Sum(each => each.Reader.Skipped);

    /// <summary>Begins with all intervals, to be run by the caller.</summary>
    public List<Func<CancellationToken, Task>> Start()
    {
        var groups = items.Requests(ReadMode.Cyclic).GroupBy(IntervalOf).ToArray();
        _unread = groups.Length;
        return [.. groups.Select(group => Read(group.Key, [.. group]))];
    }

    /// <summary>Begins anew with the intervals of these points, to be run by the caller.</summary>
    public List<Func<CancellationToken, Task>> Change(IEnumerable<PlannedPoint> others)
    {
        HashSet<TimeSpan> intervals = [.. others.Where(point => point.Item.Mode == ReadMode.Cyclic).Select(point => point.Item.Interval)];
        foreach (var interval in intervals)
        {
            if (_readers.Remove(interval, out var before))
            {
                _skippedBefore += before.Reader.Skipped;
                before.Life.Cancel();
                ended(before.Handler);
            }
        }

        var groups = items.Requests(ReadMode.Cyclic).GroupBy(IntervalOf).Where(group => intervals.Contains(group.Key)).ToArray();
        Interlocked.Add(ref _unread, groups.Length);
        return [.. groups.Select(group => Read(group.Key, [.. group]))];
    }

    private TimeSpan IntervalOf(ItemRequest item) => items.PointOf(item.ClientHandle)?.Item.Interval ?? default;

    private Func<CancellationToken, Task> Read(TimeSpan interval, ItemRequest[] some)
    {
        var handler = handlerFor(some);
        var reader = new CyclicReader(client, new CyclicReadOptions { Interval = interval }, some, handler, time);
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
        var life = new CancellationTokenSource();
        _readers.Add(interval, (reader, handler, life));
        return cancellationToken => RunAsync(reader, life, cancellationToken);
    }

    private static async Task RunAsync(CyclicReader reader, CancellationTokenSource life, CancellationToken cancellationToken)
    {
        using (life)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(life.Token, cancellationToken);
            try
            {
                await reader.RunAsync(either.Token);
            }
            catch (OperationCanceledException) when (life.IsCancellationRequested)
            {
                // Another reader has taken its place.
            }
        }
    }
}
