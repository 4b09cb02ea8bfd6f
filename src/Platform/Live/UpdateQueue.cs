using IndustrialGateway.Model;

namespace IndustrialGateway.Platform.Live;

/// <summary>
/// The updates that wait for one slow reader: when it is full the oldest is dropped and counted. With
/// <paramref name="newestOnly"/> a point waits once, with its newest value. One thread at a time.
/// </summary>
internal sealed class UpdateQueue(int capacity, bool newestOnly)
{
    private readonly Sample[] _ring = new Sample[capacity];
    private readonly Dictionary<int, long> _waiting = [];
    private long _first;
    private long _next;
    private ulong _dropped;

    public bool IsEmpty => _first == _next;

    public void Add(in Sample sample)
    {
        if (newestOnly && _waiting.TryGetValue(sample.Point, out var place))
        {
            _ring[place % capacity] = sample;
            return;
        }

        if (_next - _first == capacity)
        {
            Remove();
            _dropped++;
        }

        if (newestOnly)
        {
            _waiting[sample.Point] = _next;
        }

        _ring[_next++ % capacity] = sample;
    }

    /// <summary>Moves up to <paramref name="limit"/> of the oldest out; says how many were dropped since the last time.</summary>
    public ulong TakeInto(List<Sample> updates, int limit)
    {
        while (limit-- > 0 && !IsEmpty)
        {
            updates.Add(Remove());
        }

        var dropped = _dropped;
        _dropped = 0;
        return dropped;
    }

    private Sample Remove()
    {
        ref var slot = ref _ring[_first++ % capacity];
        var sample = slot;
        slot = default;
        if (newestOnly)
        {
            _waiting.Remove(sample.Point);
        }

        return sample;
    }
}
