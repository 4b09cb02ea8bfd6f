using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;

namespace IndustrialGateway.Platform.Live;

/// <summary>
/// The current value of every point, and who wants to hear of the next: nobody waits for a slow subscriber. One lock,
/// held for a few nanoseconds a row, makes a subscriber's snapshot and its changes fit without a gap or an overlap.
/// </summary>
internal sealed class LiveHub(PointCatalogue catalogue)
{
    private readonly Lock _gate = new();
    private readonly CurrentValues _values = new();
    private readonly List<Sample> _applied = [];
    private LiveSubscription[] _subscriptions = [];

    public int SubscriberCount => Volatile.Read(ref _subscriptions).Length;

    /// <summary>Takes rows in the order of their arrival; backlog moves no value backwards.</summary>
    public void Publish(ReadOnlySpan<Sample> rows, in Arrival arrival)
    {
        lock (_gate)
        {
            var listened = _subscriptions.Length > 0;
            foreach (ref readonly var row in rows)
            {
                if (_values.TryApply(row, arrival) && listened)
                {
                    _applied.Add(row);
                }
            }

            if (listened)
            {
                var applied = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_applied);
                foreach (var subscription in _subscriptions)
                {
                    subscription.Push(applied);
                }

                _applied.Clear();
            }
        }
    }

    /// <summary>The current samples of some points; a point without a value has <c>Point</c> 0.</summary>
    public void Read(ReadOnlySpan<int> points, Span<Sample> samples)
    {
        lock (_gate)
        {
            for (var i = 0; i < points.Length; i++)
            {
                _values.TryGet(points[i], out samples[i]);
            }
        }
    }

    /// <summary>Whether a good value of one of the points came in live at <paramref name="ticks"/> or later, by our own clock.</summary>
    public bool HasGoodSince(IEnumerable<PointEntry> points, long ticks)
    {
        lock (_gate)
        {
            foreach (var point in points)
            {
                if (_values.GoodSince(point.Id) >= ticks)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether the current value of one of the points is good, whenever it came.</summary>
    public bool HasGood(IEnumerable<PointEntry> points)
    {
        lock (_gate)
        {
            foreach (var point in points)
            {
                if (_values.TryGet(point.Id, out var sample) && Quality.IsGood(sample.Status))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Begins a subscription; <paramref name="snapshot"/> gets the current values that its changes follow on.</summary>
    public LiveSubscription Subscribe(LiveInterest interest, SubscriptionOptions options, List<Sample> snapshot)
    {
        // What the interest has once answered it knows: that is done before everybody waits for it.
        var known = catalogue.PointIdLimit;
        for (var point = 1; point < known; point++)
        {
            interest.Covers(point);
        }

        lock (_gate)
        {
            for (var point = 1; point < catalogue.PointIdLimit; point++)
            {
                if (interest.Covers(point) && _values.TryGet(point, out var sample))
                {
                    snapshot.Add(sample);
                }
            }

            var subscription = new LiveSubscription(interest, options, this);
            subscription.Remember(snapshot);
            _subscriptions = [.. _subscriptions, subscription];
            return subscription;
        }
    }

    internal void Remove(LiveSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
        }
    }
}
