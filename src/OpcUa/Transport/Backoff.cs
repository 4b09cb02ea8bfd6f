namespace IndustrialGateway.OpcUa.Transport;

/// <summary>Ever longer waits between attempts, doubled up to a limit and spread by chance, so that many peers do not come back at once.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, Random random)
{
    private TimeSpan? _next;

    /// <summary>Between half and all of the present wait.</summary>
    public TimeSpan Next()
    {
        var present = _next ?? min;
        _next = present * 2 < max ? present * 2 : max;
        return present * (0.5 + (random.NextDouble() / 2));
    }

    /// <summary>After a success the waits are short again.</summary>
    public void Reset() => _next = null;
}
