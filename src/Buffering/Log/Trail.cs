namespace IndustrialGateway.Buffering.Log;

/// <summary>The places that readers have passed and nobody has acknowledged: tells how many samples an acknowledgement covers.</summary>
internal sealed class Trail
{
    private const int Limit = 1 << 16;
    private LogPosition[] _places = new LogPosition[256];
    private int _head;
    private int _count;

    public void Add(LogPosition place)
    {
        // A reader that went back passes the same places again.
        while (_count > 0 && Last.Sequence >= place.Sequence)
        {
            _count--;
        }

        if (_count == _places.Length)
        {
            MakeRoom();
        }

        _places[(_head + _count++) & (_places.Length - 1)] = place;
    }

    /// <summary>Forgets what lies before <paramref name="sequence"/>; true when its place is known.</summary>
    public bool TryTake(long sequence, out LogPosition place)
    {
        place = default;
        while (_count > 0 && _places[_head].Sequence <= sequence)
        {
            place = _places[_head];
            _head = (_head + 1) & (_places.Length - 1);
            _count--;
        }

        return place.Sequence == sequence;
    }

    public bool TryFind(long sequence, out LogPosition place)
    {
        for (var i = 0; i < _count; i++)
        {
            place = _places[(_head + i) & (_places.Length - 1)];
            if (place.Sequence == sequence)
            {
                return true;
            }
        }

        place = default;
        return false;
    }

    private LogPosition Last => _places[(_head + _count - 1) & (_places.Length - 1)];

    private void MakeRoom()
    {
        if (_places.Length == Limit)
        {
            _head = (_head + 1) & (Limit - 1);
            _count--;
            return;
        }

        var larger = new LogPosition[_places.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _places[(_head + i) & (_places.Length - 1)];
        }

        (_places, _head) = (larger, 0);
    }
}
