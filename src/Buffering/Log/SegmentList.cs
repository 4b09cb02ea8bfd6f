namespace IndustrialGateway.Buffering.Log;

/// <summary>The segments, oldest first: changed by one thread, read by all as a snapshot.</summary>
internal sealed class SegmentList
{
    private volatile Segment[] _segments = [];

    public Segment[] Snapshot => _segments;

    public long Bytes => _segments.Sum(segment => segment.FileBytes);

    /// <summary>Records and their headers.</summary>
    public long DataBytes => _segments.Sum(segment => segment.End - SegmentHeader.DataStart);

    public void Add(Segment segment) => _segments = [.. _segments, segment];

    public void Remove(Segment segment) => _segments = [.. _segments.Where(other => other != segment)];

    /// <summary>The segment in which a sequence stands or would stand; null when it is older than all.</summary>
    public Segment? Find(long sequence)
    {
        var segments = _segments;
        var (low, high) = (0, segments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (segments[middle].BaseSequence <= sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : segments[low - 1];
    }

    /// <summary>The first segment that begins after <paramref name="segment"/>; null when it is the last.</summary>
    public Segment? After(Segment segment)
    {
        foreach (var other in _segments)
        {
            if (other.BaseSequence > segment.BaseSequence)
            {
                return other;
            }
        }

        return null;
    }
}
