namespace IndustrialGateway.Platform.Ingest.Probing;

/// <summary>Allows so many of something in each second. Safe from any thread.</summary>
internal sealed class SecondRate(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private long _second;
    private int _taken;

    public bool TryTake()
    {
        lock (_gate)
        {
            var second = (long)time.GetElapsedTime(_began).TotalSeconds;
            (_second, _taken) = second == _second ? (_second, _taken + 1) : (second, 1);
            return _taken <= perSecond;
        }
    }
}
