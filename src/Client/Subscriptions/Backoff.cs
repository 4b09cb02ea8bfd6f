namespace IndustrialGateway.Client.Subscriptions;

/// <summary>Waiting times that double from 200 ms to 10 s, each off by up to a fifth so that clients do not march in step.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        var wait = _next;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait * (0.8 + (0.4 * Random.Shared.NextDouble()));
    }

    public void Reset() => _next = First;
}
