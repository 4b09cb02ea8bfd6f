namespace IndustrialGateway.Edge.Uplink.Clocks;

/// <summary>
/// How far the platform's clock is ahead of the gateway's, from the four times of a probe (RFC 5905 §8). Of the probes of a while the one
/// with the least round trip counts: whatever delays a message on its way makes the answer worse, never better. Safe from any thread.
/// </summary>
internal sealed class PlatformClock(TimeProvider time)
{
    /// <summary>So long a probe counts: clocks of computers drift apart by a few ms in it.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    /// <summary>More than this between the way that a clock went and that of a watch is a clock that was set meanwhile.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private const int MaxProbes = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Probe> _probes = [];
    private (DateTimeOffset Clock, long Watch)? _last;

    /// <summary>The platform's time minus ours; null = not measured yet, or a clock was set just now.</summary>
    public TimeSpan? Lead
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return _probes.Count == 0 ? null : _probes.MinBy(probe => probe.RoundTrip).Lead;
            }
        }
    }

    /// <summary>Takes a probe that has just come back.</summary>
    /// <param name="sent">Our time when it left.</param>
    /// <param name="received">The platform's time when it came.</param>
    /// <param name="echoed">The platform's time when it went back.</param>
    /// <param name="roundTrip">How long it took by our watch, which nobody sets.</param>
    public void Add(DateTimeOffset sent, DateTimeOffset received, DateTimeOffset echoed, TimeSpan roundTrip)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            ForgetAllWhenSet(now);
            if ((now - sent - roundTrip).Duration() > Tolerance)
            {
                return;
            }

            var probe = new Probe(((received - sent) + (echoed - now)) / 2, roundTrip, time.GetTimestamp());
            if (_probes.Count > 0 && (probe.Lead - _probes.Last().Lead).Duration() > Tolerance + probe.RoundTrip + _probes.Last().RoundTrip)
            {
                // The platform's clock was set.
                _probes.Clear();
            }

            _probes.Enqueue(probe);
            Forget();
        }
    }

    private void ForgetAllWhenSet(DateTimeOffset now)
    {
        var watch = time.GetTimestamp();
        if (_last is { } last && (now - last.Clock - time.GetElapsedTime(last.Watch, watch)).Duration() > Tolerance)
        {
            _probes.Clear();
        }

        _last = (now, watch);
    }

    private void Forget()
    {
        while (_probes.TryPeek(out var oldest) && (_probes.Count > MaxProbes || time.GetElapsedTime(oldest.At) > Window))
        {
            _probes.Dequeue();
        }
    }

    private readonly record struct Probe(TimeSpan Lead, TimeSpan RoundTrip, long At);
}
