using System.Threading.Channels;
using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Live;

/// <summary>How a subscriber wants its changes.</summary>
/// <param name="MinInterval">No more often than this for each point; zero = every change.</param>
/// <param name="AbsoluteDeadband">Changes of a number that are smaller are not told; 0 = all are.</param>
/// <param name="Capacity">Updates kept for a slow reader.</param>
internal sealed record SubscriptionOptions(TimeSpan MinInterval, double AbsoluteDeadband, int Capacity);

/// <summary>One subscriber's changes, from the hub's thread to the subscriber's own.</summary>
internal sealed class LiveSubscription(LiveInterest interest, SubscriptionOptions options, LiveHub hub) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly UpdateQueue _queue = new(options.Capacity, newestOnly: options.MinInterval > TimeSpan.Zero);
    private readonly Dictionary<int, Sample> _lastTold = [];
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes those of the rows that the subscriber wants; called by the hub under its lock.</summary>
    public void Push(ReadOnlySpan<Sample> rows)
    {
        var any = false;
        lock (_gate)
        {
            foreach (ref readonly var row in rows)
            {
                if (interest.Covers(row.Point) && IsWorthTelling(row))
                {
                    _queue.Add(row);
                    any = true;
                }
            }
        }

        if (any)
        {
            Wake();
        }
    }

    /// <summary>Ends a wait, with or without news.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Waits for news or for <see cref="Wake"/>.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _signal.Reader.ReadAsync(cancellationToken);

    /// <summary>Moves up to <paramref name="limit"/> changes out, oldest first, and the number of those lost before them.</summary>
    public (ulong Dropped, bool More) TakeInto(List<Sample> updates, int limit)
    {
        lock (_gate)
        {
            return (_queue.TakeInto(updates, limit), !_queue.IsEmpty);
        }
    }

    public void Dispose() => hub.Remove(this);

    internal void Remember(List<Sample> snapshot)
    {
        foreach (var sample in options.AbsoluteDeadband > 0 ? snapshot : [])
        {
            _lastTold[sample.Point] = sample;
        }
    }

    private bool IsWorthTelling(in Sample row)
    {
        if (options.AbsoluteDeadband <= 0)
        {
            return true;
        }

        if (_lastTold.TryGetValue(row.Point, out var last) && last.Status == row.Status
            && last.Value.IsNumber && row.Value.IsNumber
            && Math.Abs(last.Value.AsDouble() - row.Value.AsDouble()) < options.AbsoluteDeadband)
        {
            return false;
        }

        _lastTold[row.Point] = row;
        return true;
    }
}
