namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>
/// How much of a backlog may be under way, so that it takes what live values leave of the path and no more: grows while the
/// round trip stays near what it is without a queue, and gives way once a queue builds up. Safe from any thread.
/// </summary>
/// <remarks>Increase and decrease as TCP does it (RFC 5681, RFC 9438), by delay instead of loss (as RFC 6817).</remarks>
internal sealed class BacklogPace(TimeProvider time)
{
    /// <summary>Always allowed, so that a backlog ends on any path.</summary>
    public const int LeastBytes = 8 << 10;

    private const int FirstBytes = 64 << 10;

    // Live values are not to wait behind one at a platform that has all hands full: measured in tests/Benchmarks.
    private const int MostBlockBytes = 32 << 10;

    private const double Decrease = 0.85;
    private const double Increase = 1 / 16.0; // of it each round trip
    private const double Smoothing = 0.25;

    // A queue of a quarter of the round trip, and what a busy machine takes to answer, is still none.
    private const double TolerableShare = 1.25;
    private static readonly TimeSpan Tolerable = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan HeldUpFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private double _bytes = FirstBytes;
    private TimeSpan _smooth;
    private TimeSpan _least = TimeSpan.MaxValue;
    private TimeSpan _coming = TimeSpan.MaxValue;
    private long _leastSince = time.GetTimestamp();
    private long _gaveWay = time.GetTimestamp();
    private bool _starting = true;

    /// <summary>Bytes of backlog that may be under way.</summary>
    public int Bytes
    {
        get
        {
            lock (_gate)
            {
                return (int)_bytes;
            }
        }
    }

    /// <summary>The path, and not the gateway, is what holds the backlog up: a queue showed in the last seconds.</summary>
    public bool IsHeldUp
    {
        get
        {
            lock (_gate)
            {
                return !_starting && time.GetElapsedTime(_gaveWay) < HeldUpFor;
            }
        }
    }

    /// <summary>
    /// How large one of its blocks may be: a quarter, so that a live block never waits behind more than that on the path, and little enough that
    /// it does not wait behind one at the platform.
    /// </summary>
    public int BlockBytes => Math.Clamp(Bytes / 4, LeastBytes / 4, MostBlockBytes);

    /// <summary>So many bytes of it are stored.</summary>
    public void Acknowledged(long bytes, long limitBytes)
    {
        // Twice as much each round trip until the first queue, then a little more.
        lock (_gate)
        {
            _bytes = Math.Min(_bytes + (bytes * (_starting ? 1 : Increase)), Math.Max(limitBytes, LeastBytes));
        }
    }

    /// <summary>What a probe took there and back, live and late data between.</summary>
    public void RoundTrip(TimeSpan took)
    {
        lock (_gate)
        {
            _smooth = _smooth == default ? took : _smooth + ((took - _smooth) * Smoothing);
            Remember(_smooth);
            var most = (_least * TolerableShare) + Tolerable;
            if ((_starting ? took : _smooth) > most && took > most && time.GetElapsedTime(_gaveWay) >= took)
            {
                _gaveWay = time.GetTimestamp();
                _bytes = Math.Max(_bytes * (_starting ? 0.5 : Decrease), LeastBytes);
                _starting = false;
            }
        }
    }

    // The least of the last minutes: a path may become longer for good.
    private void Remember(TimeSpan took)
    {
        _least = took < _least ? took : _least;
        _coming = took < _coming ? took : _coming;
        if (time.GetElapsedTime(_leastSince) > Memory)
        {
            (_least, _coming, _leastSince) = (_coming, TimeSpan.MaxValue, time.GetTimestamp());
        }
    }
}
