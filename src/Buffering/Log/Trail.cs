namespace IndustrialGateway.Buffering.Log;

/// <summary>
/// Places that readers have passed and nobody has acknowledged: tells how many samples an acknowledgement covers. Several
/// readers far from each other may leave theirs; where there is no room the older place goes.
/// </summary>
internal sealed class Trail
{
    private const int Least = 256;
    private const int Most = 1 << 16;

    // Pairs: a place stands in one of two slots that its sequence chooses. A free slot has sequence 0.
    private LogPosition[] _places = new LogPosition[Least];

    /// <param name="place">Where a reader stands.</param>
    /// <param name="acknowledged">Places up to this sequence are wanted no longer.</param>
    public void Add(LogPosition place, long acknowledged)
    {
        while (!TryAdd(place, acknowledged))
        {
            Grow(acknowledged);
        }
    }

    public bool TryFind(long sequence, out LogPosition place)
    {
        var pair = Pair(sequence);
        place = pair[0].Sequence == sequence ? pair[0] : pair[1];
        return place.Sequence == sequence && sequence > 0;
    }

    private bool TryAdd(LogPosition place, long acknowledged)
    {
        var pair = Pair(place.Sequence);
        if (pair[0].Sequence == place.Sequence || pair[1].Sequence == place.Sequence)
        {
            return true;
        }

        if (pair[0].Sequence > acknowledged && pair[1].Sequence > acknowledged && _places.Length < Most)
        {
            return false;
        }

        if (pair[0].Sequence > acknowledged)
        {
            pair[1] = pair[0];
        }

        pair[0] = place;
        return true;
    }

    private void Grow(long acknowledged)
    {
        var old = _places;
        _places = new LogPosition[old.Length * 2];
        foreach (var place in old)
        {
            if (place.Sequence > acknowledged)
            {
                _ = TryAdd(place, acknowledged);
            }
        }
    }

    private Span<LogPosition> Pair(long sequence) => _places.AsSpan((int)(sequence & (_places.Length / 2 - 1)) * 2, 2);
}
