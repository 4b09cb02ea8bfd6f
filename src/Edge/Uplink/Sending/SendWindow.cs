using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>Counts what is sent and not yet acknowledged on one stream. One sender; acknowledgements may come from another thread.</summary>
internal sealed class SendWindow
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Log Log, bool IsLate), Queue<Parcel>> _sent = [];
    private long _limitBytes;
    private long _bytes;
    private long _lateBytes;

    /// <summary>Bytes under way.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Those of them that were sent late.</summary>
    public long LateBytes
    {
        get
        {
            lock (_gate)
            {
                return _lateBytes;
            }
        }
    }

    /// <summary>How many bytes may go now; 0 when the window is full.</summary>
    public int Room
    {
        get
        {
            lock (_gate)
            {
                return (int)Math.Clamp(_limitBytes - _bytes, 0, int.MaxValue);
            }
        }
    }

    /// <param name="bytes">The window from now on; 0 = as it is.</param>
    public void Limit(long bytes)
    {
        lock (_gate)
        {
            _limitBytes = bytes > 0 ? bytes : _limitBytes;
        }
    }

    /// <summary>Call before the parcel goes out: its acknowledgement may be faster than the call that sends it returns.</summary>
    public void Sending(Parcel parcel)
    {
        lock (_gate)
        {
            if (!_sent.TryGetValue((parcel.Log, parcel.IsLate), out var sent))
            {
                _sent.Add((parcel.Log, parcel.IsLate), sent = []);
            }

            sent.Enqueue(parcel with { Message = Empty });
            _bytes += parcel.Bytes;
            _lateBytes += parcel.IsLate ? parcel.Bytes : 0;
        }
    }

    /// <summary>Lets go of the parcels of a log that are stored, and gives the bytes of those that were sent late.</summary>
    public long Acknowledge(LogPlan plan)
    {
        lock (_gate)
        {
            var late = _lateBytes;
            foreach (var isLate in (ReadOnlySpan<bool>)[false, true])
            {
                var sent = _sent.GetValueOrDefault((plan.Log, isLate));
                while (sent is not null && sent.TryPeek(out var oldest) && plan.IsStored(oldest.Range))
                {
                    Forget(sent.Dequeue());
                }
            }

            return late - _lateBytes;
        }
    }

    /// <summary>Forgets all that is under way and gives it, because it will be sent again.</summary>
    public IReadOnlyList<Parcel> Clear()
    {
        lock (_gate)
        {
            List<Parcel> all = [.. _sent.Values.SelectMany(sent => sent)];
            _sent.Clear();
            (_bytes, _lateBytes) = (0, 0);
            return all;
        }
    }

    // The content is gone with the next block; only where it was counts.
    private static ExchangeRequest Empty { get; } = new();

    private void Forget(Parcel parcel)
    {
        _bytes -= parcel.Bytes;
        _lateBytes -= parcel.IsLate ? parcel.Bytes : 0;
    }
}
