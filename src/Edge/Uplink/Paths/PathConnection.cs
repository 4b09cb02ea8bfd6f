using IndustrialGateway.V1;

namespace IndustrialGateway.Edge.Uplink.Paths;

/// <summary>
/// One connection of a path. What the one that leads hears is what is known of the path: the others bear what may be queued for longer.
/// Safe from any thread.
/// </summary>
internal sealed class PathConnection(PathFigures path, int strand, TimeProvider time)
{
    private long _heard = time.GetTimestamp();

    public PathOptions Options => path.Options;

    public PathFigures Path => path;

    public Strands Strands => path.Strands;

    public bool Leads => path.Strands.Leader == strand;

    /// <summary>What its packets are marked with.</summary>
    public int Dscp => path.Strands.PointOf(strand);

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _heard));

    /// <summary>Whether this goes by it now.</summary>
    public bool Carries(Log log, bool isLate) => path.Strands.CarrierOf(log, isLate) == strand;

    public void Opened()
    {
        Interlocked.Exchange(ref _heard, time.GetTimestamp());
        if (strand < path.Strands.Leader)
        {
            path.Opened();
        }

        path.Strands.Opened(strand);
    }

    public void Closed() => path.Strands.Closed(strand);

    public void Heard()
    {
        Interlocked.Exchange(ref _heard, time.GetTimestamp());
        if (Leads)
        {
            path.Heard();
        }
    }

    /// <summary>A probe goes out.</summary>
    public void Asked()
    {
        if (Leads)
        {
            path.Asked();
        }
    }

    /// <summary>A probe came back.</summary>
    public void RoundTrip(TimeSpan took)
    {
        if (Leads)
        {
            path.RoundTrip(took);
        }
    }
}
