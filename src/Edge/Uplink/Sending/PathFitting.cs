using IndustrialGateway.Edge.Uplink.Paths;
using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>
/// Fits blocks to the path: small, at once and raw where it is good; gathered and compressed where it is long, loses packets, or
/// is what holds a backlog up. One thread at a time.
/// </summary>
internal sealed class PathFitting(PathFigures path, BacklogPace pace, CompressionChoice choice, TimeProvider time)
{
    private const double Usual = 0.5;
    private const double ManyLost = 0.01;

    // Of the round trip: what is gathered for so long comes that much later, and saves a block for each time that it would have been sent.
    private const double GatheredShare = 1.0 / 8;
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(60); // RFC 9317 §3: what a good mobile network stays below
    private static readonly TimeSpan MostGathered = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Log, long> _sent = [];
    private long? _looked;
    private bool _isPoor;
    private TimeSpan _gather;

    /// <summary>Whether the next block is to be compressed.</summary>
    public bool Compresses
    {
        get
        {
            Look();
            return choice == CompressionChoice.Always || (choice == CompressionChoice.Auto && _isPoor);
        }
    }

    /// <summary>How much longer what has just come to a log should gather before it goes; zero = it goes now, as alarms always do.</summary>
    public TimeSpan Gathering(Log log)
    {
        Look();
        return log != Log.Alarm && _sent.TryGetValue(log, out var sent) && _gather - time.GetElapsedTime(sent) is var left && left > TimeSpan.Zero
            ? left
            : TimeSpan.Zero;
    }

    /// <summary>This goes out.</summary>
    public void Sending(Parcel parcel)
    {
        if (!parcel.IsLate)
        {
            _sent[parcel.Log] = time.GetTimestamp();
        }
    }

    private void Look()
    {
        if (_looked is { } looked && time.GetElapsedTime(looked) < LookEvery)
        {
            return;
        }

        _looked = time.GetTimestamp();
        var trip = path.Percentile(Usual) ?? TimeSpan.Zero;
        _isPoor = trip > Long || path.Loses(ManyLost) is true || pace.IsHeldUp;
        _gather = trip > Long ? TimeSpan.FromTicks(Math.Min((trip * GatheredShare).Ticks, MostGathered.Ticks)) : TimeSpan.Zero;
    }
}
