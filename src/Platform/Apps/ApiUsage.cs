using System.Collections.Concurrent;

namespace IndustrialGateway.Platform.Apps;

/// <summary>What keys did in some time.</summary>
internal readonly record struct UsageFigures(long Calls, long SamplesRead, long Refused)
{
    public static UsageFigures operator +(UsageFigures left, UsageFigures right) =>
        new(left.Calls + right.Calls, left.SamplesRead + right.SamplesRead, left.Refused + right.Refused);
}

/// <summary>Counts each key's calls minute by minute; <see cref="UsageLedger"/> takes the counts and keeps them.</summary>
internal sealed class ApiUsage(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Key, long Minute), Counters> _counters = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);

    public void CountCall(string key)
    {
        _lastUsed[key] = time.GetUtcNow();
        Interlocked.Increment(ref Now(key).Calls);
    }

    /// <summary>Values answered by reads, history pages and subscriptions.</summary>
    public void CountSamples(string key, int samples) => Interlocked.Add(ref Now(key).SamplesRead, samples);

    /// <summary>Calls that a valid key was not allowed to make.</summary>
    public void CountRefusal(string key) => Interlocked.Increment(ref Now(key).Refused);

    /// <summary>Since the process started; null = not used.</summary>
    public DateTimeOffset? LastUsed(string key) => _lastUsed.TryGetValue(key, out var time) ? time : null;

    /// <summary>What has been counted and not yet been taken.</summary>
    public IReadOnlyList<(string Key, long Minute, UsageFigures Figures)> Pending() =>
        [.. _counters.Select(entry => (entry.Key.Key, entry.Key.Minute, entry.Value.Read()))];

    /// <summary>Forgets what has been kept; what was counted since stays.</summary>
    public void Settle(string key, long minute, UsageFigures kept)
    {
        if (!_counters.TryGetValue((key, minute), out var counters))
        {
            return;
        }

        Interlocked.Add(ref counters.Calls, -kept.Calls);
        Interlocked.Add(ref counters.SamplesRead, -kept.SamplesRead);
        Interlocked.Add(ref counters.Refused, -kept.Refused);
        if (minute < Minute() - 1 && counters.Read() == default)
        {
            _counters.TryRemove((key, minute), out _);
        }
    }

    private Counters Now(string key) => _counters.GetOrAdd((key, Minute()), static _ => new Counters());

    private long Minute() => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private sealed class Counters
    {
        public long Calls;
        public long SamplesRead;
        public long Refused;

        public UsageFigures Read() =>
            new(Interlocked.Read(ref Calls), Interlocked.Read(ref SamplesRead), Interlocked.Read(ref Refused));
    }
}
