namespace IndustrialGateway.Edge.Buffers;

/// <summary>When a log will be full if it goes on filling as in the last minutes. One thread at a time.</summary>
internal sealed class FillForecast(TimeProvider time)
{
    /// <summary>What is older than this counts for a third.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private long _takenAt;
    private long? _bytes;
    private double _bytesPerSecond;

    /// <summary>So much waits now.</summary>
    public void Take(long bytes)
    {
        var seconds = time.GetElapsedTime(_takenAt).TotalSeconds;
        if (_bytes is { } before && seconds > 0)
        {
            var weight = 1 - Math.Exp(-seconds / Memory.TotalSeconds);
            _bytesPerSecond += weight * (((bytes - before) / seconds) - _bytesPerSecond);
        }

        (_takenAt, _bytes) = (time.GetTimestamp(), bytes);
    }

    /// <summary>Null when it is not filling, or not within a year.</summary>
    public TimeSpan? TimeToFull(long maxBytes)
    {
        const double Year = 365.0 * 24 * 3600;
        var seconds = Math.Max(0, maxBytes - (_bytes ?? 0)) / _bytesPerSecond;
        return _bytesPerSecond > 0 && seconds <= Year ? TimeSpan.FromSeconds(seconds) : null;
    }
}
