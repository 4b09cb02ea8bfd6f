namespace IndustrialGateway.Edge.Uplink;

/// <summary>Waits that double from one failure to the next, each a random share of its turn so that many gateways do not come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan most, Random chance)
{
    private TimeSpan? _next;

    public TimeSpan Next()
    {
        var turn = _next ?? first;
        _next = turn * 2 < most ? turn * 2 : most;
        return turn * (0.5 + (chance.NextDouble() / 2));
    }

    public void Reset() => _next = null;
}
