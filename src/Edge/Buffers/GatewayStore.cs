using System.Globalization;
using IndustrialGateway.Buffering;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// The log of process data and the point table that makes it readable, opened as a pair. A pair that does not fit
/// together is set aside whole and a new epoch begins: an alias must never come to mean another point.
/// </summary>
internal sealed partial class GatewayStore : IAsyncDisposable
{
    private GatewayStore(DurableBuffer process, PointTable points)
    {
        Process = process;
        Points = points;
    }

    /// <summary>Largest record of a gateway: must fit into one block of the uplink.</summary>
    public const int MaxRecordBytes = 1 << 20;

    public DurableBuffer Process { get; }

    public PointTable Points { get; }

    /// <exception cref="BufferLockedException">Another gateway works in this folder.</exception>
    public static async Task<GatewayStore> OpenAsync(
        string dataFolder, BufferOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<GatewayStore>();
        if (await TryOpenAsync(dataFolder, options, time, loggers, logger, cancellationToken) is { } store)
        {
            return store;
        }

        return await TryOpenAsync(dataFolder, options, time, loggers, logger, cancellationToken)
            ?? throw new IOException($"The point table in {dataFolder} cannot be made anew.");
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Points.DisposeAsync();
    }

    private static async Task<GatewayStore?> TryOpenAsync(
        string dataFolder,
        BufferOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var processFolder = Path.Combine(dataFolder, "buffer", "process");
        var pointsFolder = Path.Combine(dataFolder, "buffer", "points");
        var log = loggers.CreateLogger<DurableBuffer>();
        var process = DurableBuffer.Open(ProcessOptions(processFolder, options), time, log);
        var points = DurableBuffer.Open(PointsOptions(pointsFolder), time, log);
        var tableIsNew = points.NextSequence == 1;
        var processIsNew = process.NextSequence == 1;
        if (!tableIsNew || processIsNew)
        {
            if (await PointTable.OpenAsync(points, process.Epoch, cancellationToken) is { } table)
            {
                return new GatewayStore(process, table);
            }
        }

        await process.DisposeAsync();
        await points.DisposeAsync();
        var suffix = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        SetAside(pointsFolder, suffix, logger);
        if (!processIsNew)
        {
            SetAside(processFolder, suffix, logger);
        }

        return null;
    }

    private static DurableBufferOptions ProcessOptions(string folder, BufferOptions options) => new()
    {
        Folder = folder,
        MaxBytes = options.MaxBytes,
        SegmentBytes = options.SegmentBytes,
        MaxRecordBytes = MaxRecordBytes,
    };

    private static DurableBufferOptions PointsOptions(string folder) => new()
    {
        Folder = folder,
        MaxBytes = 1L << 40,
        SegmentBytes = 1 << 20,
        MaxRecordBytes = 512 << 10,
    };

    private static void SetAside(string folder, string suffix, ILogger logger)
    {
        var aside = $"{folder}-{suffix}";
        Directory.Move(folder, aside);
        LogSetAside(logger, folder, aside);
    }

    [LoggerMessage(LogLevel.Error, "The buffer and its point table do not belong together or are damaged: {Folder} is kept as {Aside}, and a new epoch begins")]
    private static partial void LogSetAside(ILogger logger, string folder, string aside);
}
