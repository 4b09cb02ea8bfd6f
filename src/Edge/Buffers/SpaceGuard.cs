using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// Keeps part of the file system free: below the floor the oldest data goes, of the least urgent class that has any, and
/// the ballast when it comes to the worst. What makes its source wait when full is not dropped for it.
/// </summary>
internal sealed partial class SpaceGuard(
    IReadOnlyList<GatewayLog> logs, Ballast ballast, long minFree, Func<long> freeBytes, TimeProvider time, ILogger logger)
{
    // Time enough for what was asked for to be done, so that it is not asked for twice.
    private static readonly TimeSpan ShedEvery = TimeSpan.FromSeconds(5);

    private static readonly DataClass[] InOrder = [DataClass.Diagnostic, DataClass.Process, DataClass.Alarm];

    private long? _shedAt;
    private bool _isShort;

    /// <summary>Looks, and does what is to be done.</summary>
    public void Check()
    {
        var free = freeBytes();
        CheckBallast(free);
        if (free >= minFree)
        {
            Tell(isShort: false, free, null);
        }
        else if (_shedAt is not { } before || time.GetElapsedTime(before) >= ShedEvery)
        {
            _shedAt = time.GetTimestamp();
            Tell(isShort: true, free, Shed(minFree - free));
        }
    }

    private void CheckBallast(long free)
    {
        if (ballast.IsHeld && free < Ballast.Bytes / 2)
        {
            ballast.Release();
            LogReleased();
        }
        else if (!ballast.IsHeld && free > minFree + (2 * Ballast.Bytes))
        {
            _ = ballast.TryHold();
        }
    }

    /// <summary>Of which class data goes; null when there is none that may.</summary>
    private DataClass? Shed(long bytes)
    {
        foreach (var of in InOrder)
        {
            if (logs.FirstOrDefault(log => log.Class == of)?.Buffer is { WhenFull: WhenFull.DropOldest, HasMoreThanNewest: true } buffer)
            {
                buffer.Shed(bytes);
                return of;
            }
        }

        return null;
    }

    private void Tell(bool isShort, long free, DataClass? shed)
    {
        if (isShort == _isShort)
        {
            return;
        }

        _isShort = isShort;
        if (isShort)
        {
            LogShort(free, minFree, shed is { } of ? $"the oldest {of.ToString().ToLowerInvariant()} data goes" : "there is no data that may go");
        }
        else
        {
            LogEnough(free);
        }
    }

    [LoggerMessage(LogLevel.Error, "The file system of the buffer has {Free} bytes left, less than the {MinFree} that are to stay free (buffer: minFree): {What}")]
    private partial void LogShort(long free, long minFree, string what);

    [LoggerMessage(LogLevel.Information, "The file system of the buffer has enough space again, {Free} bytes")]
    private partial void LogEnough(long free);

    [LoggerMessage(LogLevel.Warning, "The file system of the buffer is full: the ballast is given up for what the buffer itself must write")]
    private partial void LogReleased();
}
