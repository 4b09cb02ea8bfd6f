namespace IndustrialGateway.OpcUa.Client;

/// <summary>How long a request takes to the server and back: the quickest of the last few, since the others waited for the server's work. For many threads.</summary>
internal sealed class RoundTrip
{
    private const int Kept = 16;

    private readonly Lock _gate = new();
    private readonly long[] _last = new long[Kept];
    private int _count;
    private long _quickest;

    /// <summary>Zero while nothing has been measured.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Volatile.Read(ref _quickest));

    public void Add(TimeSpan elapsed)
    {
        lock (_gate)
        {
            _last[_count++ % Kept] = elapsed.Ticks;
            var quickest = long.MaxValue;
            for (var i = 0; i < Math.Min(_count, Kept); i++)
            {
                quickest = Math.Min(quickest, _last[i]);
            }

            Volatile.Write(ref _quickest, quickest);
            _count = _count == 2 * Kept ? Kept : _count;
        }
    }
}
