using IndustrialGateway.Platform.Ingest.Budgets;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Ingest.Instances;

/// <summary>
/// Sees to it that one process at a time is a gateway: the streams of its paths join, a restart takes over, and a copy of its buffer
/// is refused for as long as the other lives. A copy that was made while the gateway ran looks like its restart until the gateway comes
/// back; then that one goes on. Safe from any thread.
/// </summary>
internal sealed class GatewaySeat(IngestLimits limits, TimeProvider time)
{
    private readonly TimeSpan _absence = 3 * limits.ProbeInterval;
    private readonly Lock _gate = new();
    private readonly List<StreamLease> _streams = [];
    private Bearer? _holder;
    private long _heard;
    private UInt128? _refused;

    /// <summary>The instance that the holder took over from, as if it had ended.</summary>
    private UInt128? _displaced;

    /// <summary>How fast the gateway may send.</summary>
    public GatewayRate Rate { get; } = new(limits, time);

    /// <summary>
    /// Lets a stream in: those that it takes the place of are told to end, and have ended when this returns.
    /// </summary>
    /// <param name="bearer">What the stream shows.</param>
    /// <param name="refused">Called before a copy is refused; true = the first time for this instance.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">Another instance holds the gateway, or it has too many streams.</exception>
    public async Task<StreamLease> TakeAsync(Bearer bearer, Action<bool> refused, CancellationToken cancellationToken)
    {
        var lease = new StreamLease(this, bearer, time);
        StreamLease[] before;
        lock (_gate)
        {
            RefuseCopy(bearer, refused);
            before = [.. _streams.Where(stream => bearer.Displaces(stream.Bearer))];
            before = [.. before, .. MakeRoom(before)];
            _streams.Add(lease);
            Hold(bearer, refused);
        }

        try
        {
            Array.ForEach(before, stream => stream.Revoke());
            await Task.WhenAll(before.Select(stream => stream.Ended)).WaitAsync(cancellationToken);
        }
        catch
        {
            lease.Dispose();
            throw;
        }

        return lease;
    }

    /// <summary>The bearer lives.</summary>
    public void Heard(Bearer bearer, long timestamp)
    {
        lock (_gate)
        {
            if (_holder is { } holder && holder.Instance == bearer.Instance)
            {
                _heard = timestamp;
            }
        }
    }

    public void Leave(StreamLease lease)
    {
        lock (_gate)
        {
            _streams.Remove(lease);
        }
    }

    /// <summary>
    /// A restart counts one up; who does not works on a copy, and what it would send goes by numbers that another has used: it is refused
    /// until it has begun an epoch of its own. With that it may come in when the other is not heard of any more, or had only taken its place.
    /// </summary>
    private void RefuseCopy(Bearer bearer, Action<bool> refused)
    {
        if (bearer.Instance is null || _holder is not { } holder || holder.Instance == bearer.Instance)
        {
            return;
        }

        var isSameEpoch = holder.Epoch == bearer.Epoch;
        if (isSameEpoch ? bearer.Run > holder.Run : bearer.Instance == _displaced || IsAbsent(holder))
        {
            return;
        }

        Refuse(bearer, refused);
        throw RefusalException.FailedPrecondition("SECOND_INSTANCE", isSameEpoch
            ? "Another gateway has sent with the same certificate and a copy of the same buffer. Stop one of the two; if both are "
                + "wanted, give this one a certificate of its own and an empty buffer folder."
            : "Another gateway is connected with the same certificate. Stop one of the two, or give this one a certificate of its own.");
    }

    private bool IsAbsent(Bearer holder) =>
        time.GetElapsedTime(_heard) >= _absence && !_streams.Any(stream => stream.Bearer.Instance == holder.Instance);

    private void Hold(Bearer bearer, Action<bool> refused)
    {
        if (bearer.Instance is null)
        {
            return;
        }

        if (_holder is { } holder && holder.Instance != bearer.Instance)
        {
            if (bearer.Instance == _displaced)
            {
                // It lives, so that the other was no restart of it.
                Refuse(holder, refused);
                _displaced = null;
            }
            else
            {
                _displaced = holder.Instance;
            }
        }

        (_holder, _heard) = (bearer, time.GetTimestamp());
    }

    private void Refuse(Bearer copy, Action<bool> refused)
    {
        var isNew = _refused != copy.Instance;
        _refused = copy.Instance;
        refused(isNew);
    }

    /// <summary>One that has gone silent, where there are as many as there may be: its path is most likely gone.</summary>
    private StreamLease[] MakeRoom(StreamLease[] leaving)
    {
        var staying = _streams.Except(leaving).ToArray();
        if (staying.Length < limits.StreamsPerGateway)
        {
            return [];
        }

        var stalest = staying.MaxBy(stream => stream.Silence)!; // At least one stays: the limit is 1 and up.
        return stalest.Silence > limits.ProbeInterval
            ? [stalest]
            : throw RefusalException.ResourceExhausted(
                "TOO_MANY_STREAMS", $"The gateway has {staying.Length} streams; no more than {limits.StreamsPerGateway} are allowed.");
    }
}
