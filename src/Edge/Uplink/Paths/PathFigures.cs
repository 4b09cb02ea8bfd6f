using IndustrialGateway.Edge.Uplink.Paths.Probing;
using IndustrialGateway.Edge.Uplink.Paths.Radio;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>What is known of one path: whether a stream is open, when it was last heard of, and what its round trips took. Safe from any thread.</summary>
internal sealed class PathFigures(PathOptions options, TimeProvider time)
{
    /// <summary>Round trips of the last seconds: enough for a percentile, few enough to sort.</summary>
    private const int MaxTrips = 64;

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, TimeSpan Took)> _trips = new(MaxTrips);
    private long _heard;
    private long? _asked;
    private volatile RadioContext? _radio;

    public PathOptions Options => options;

    /// <summary>What packets beside the stream tell of the path.</summary>
    public ProbeFigures Probes { get; } = new(time);

    /// <summary>What its modem last said; null = nothing, or there is none.</summary>
    public RadioContext? Radio
    {
        get => _radio;
        set => _radio = value;
    }

    /// <summary>The platform has greeted on this path and the stream has not ended.</summary>
    public bool IsOpen => Strands.IsOpen;

    public Strands Strands { get; } = new(options.Dscp);

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
            {
                return time.GetElapsedTime(_heard);
            }
        }
    }

    /// <summary>The connection that leads opens; what was known of the one before is forgotten.</summary>
    public void Opened()
    {
        lock (_gate)
        {
            _heard = time.GetTimestamp();
            _asked = null;
            _trips.Clear();
        }
    }

    public void Heard()
    {
        lock (_gate)
        {
            _heard = time.GetTimestamp();
        }
    }

    /// <summary>A probe goes out.</summary>
    public void Asked()
    {
        lock (_gate)
        {
            _asked ??= time.GetTimestamp();
        }
    }

    /// <summary>A probe came back.</summary>
    public void RoundTrip(TimeSpan took)
    {
        lock (_gate)
        {
            _asked = null;
            if (_trips.Count == MaxTrips)
            {
                _trips.Dequeue();
            }

            _trips.Enqueue((time.GetTimestamp(), took));
        }
    }

    /// <summary>Whether more than this share of the packets beside the stream was lost in the last minute.</summary>
    /// <returns>Null where none was answered: something lets streams pass and not such packets.</returns>
    public bool? Loses(double share) => Probes.Summarize() is { Median: not null } figures ? figures.LossShare > share : null;

    /// <summary>The round trip that this share of the last ten seconds' stayed within; one that is still under way counts as long as it takes already.</summary>
    /// <returns>Null where nothing is known.</returns>
    public TimeSpan? Percentile(double share)
    {
        lock (_gate)
        {
            while (_trips.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Memory)
            {
                _trips.Dequeue();
            }

            List<TimeSpan> trips = [.. _trips.Select(trip => trip.Took)];
            if (_asked is { } asked)
            {
                trips.Add(time.GetElapsedTime(asked));
            }

            trips.Sort();
            return trips.Count == 0 ? null : trips[(int)Math.Min(trips.Count - 1, share * trips.Count)];
        }
    }
}
