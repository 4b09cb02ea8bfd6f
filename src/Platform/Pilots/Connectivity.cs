using System.Collections.Concurrent;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>When Good data of each machine and gateway last came, or held because the machine had no other to tell: connected means within the last minute.</summary>
/// <remarks>For any number of threads. After a start nobody is known until data comes or a minute has passed.</remarks>
internal sealed class Connectivity(TimeProvider time)
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastGood = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>Good data of the subject was received, or held; an earlier time than known changes nothing.</summary>
    public void Good(string subject, DateTimeOffset received) =>
        _lastGood.AddOrUpdate(subject, static (_, now) => now, static (_, last, now) => now > last ? now : last, received);

    /// <summary>Nothing when it is not known yet.</summary>
    public bool? IsConnected(string subject)
    {
        var now = time.GetUtcNow();
        if (_lastGood.TryGetValue(subject, out var last) && now - last <= Limit)
        {
            return true;
        }

        return now - _started > Limit ? false : null;
    }
}
