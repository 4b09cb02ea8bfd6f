using IndustrialGateway.OpcUa.Client.Items;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Says in the log which points a machine loses values of, and that it answers too slowly; one caller at a time.</summary>
internal sealed partial class ReadingLosses(string source, ItemSpread spread, PointCycles cycles, ILogger logger)
{
    private const int ListedOverflows = 5;

    private long _overflows;
    private long _skipped;

    /// <summary>What has come since the last call, a minute ago.</summary>
    public void Tell()
    {
        var worst = spread.Statistics.Where(item => item.Overflows > 0).OrderByDescending(item => item.Overflows).ToList();
        var overflows = worst.Sum(item => item.Overflows);
        if (overflows > _overflows)
        {
            var named = string.Join(", ", worst.Take(ListedOverflows).Select(item => $"{item.Node} ({item.Overflows}, queue {item.RevisedQueueSize})"));
            LogOverflows(source, overflows - _overflows, worst.Count, named);
            _overflows = overflows;
        }

        var skipped = cycles.Skipped;
        if (skipped > _skipped)
        {
            LogSkipped(source, skipped - _skipped);
            _skipped = skipped;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Source {Source}: the machine's queues overflowed {Count} times in the last minute, at {Points} points since the start; worst: {Worst}. Raise 'queueSize' or lower 'publishingInterval'")]
    private partial void LogOverflows(string source, long count, int points, string worst);

    [LoggerMessage(LogLevel.Warning, "Source {Source}: {Count} cycles were left out in the last minute because the machine answers too slowly; raise 'interval'")]
    private partial void LogSkipped(string source, long count);
}
