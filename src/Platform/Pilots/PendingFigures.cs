namespace IndustrialGateway.Platform.Pilots;

/// <summary>Counts that come without samples and wait for the next commit to take them along.</summary>
/// <remarks>For any number of threads.</remarks>
internal sealed class PendingFigures
{
    private readonly Lock _gate = new();
    private readonly FigureDelta _counted = new();

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _counted.IsEmpty;
            }
        }
    }

    public void Add(string subject, int minute, Count count, long times)
    {
        lock (_gate)
        {
            _counted.Of(subject, minute)[count] += times;
        }
    }

    public void DrainTo(FigureDelta delta)
    {
        lock (_gate)
        {
            delta.Add(_counted);
            _counted.Clear();
        }
    }
}
