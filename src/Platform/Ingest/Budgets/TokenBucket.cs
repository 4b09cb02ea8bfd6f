namespace IndustrialGateway.Platform.Ingest.Budgets;

/// <summary>So much a second, and so much at once after a rest: whoever takes more is told how long to wait. Safe from any thread.</summary>
internal sealed class TokenBucket(double perSecond, double burst, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly double _burst = burst;
    private double _tokens = burst;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes it in any case; the answer is how long to wait before the next.</summary>
    public TimeSpan Take(double amount)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond)) - amount;
            _filled = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }
    }
}
