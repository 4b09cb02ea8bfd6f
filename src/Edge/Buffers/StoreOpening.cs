using System.Globalization;
using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>Opens the parts of a store, or makes them, and sets aside what does not belong together.</summary>
internal sealed partial class StoreOpening(string folder, BufferOptions options, BufferHost host, ILoggerFactory loggers)
{
    /// <summary>The point table, twice.</summary>
    private static readonly string[] Tables = ["points", "points-copy"];

    /// <summary>The most urgent first.</summary>
    private static readonly DataClass[] Classes = [DataClass.Alarm, DataClass.Process, DataClass.Diagnostic];

    private readonly ILogger _logger = loggers.CreateLogger<StoreOpening>();
    private readonly Ballast _ballast = new(host.Disk, folder);

    public async Task<GatewayStore> RunAsync(CancellationToken cancellationToken)
    {
        MakeRoomToOpen();

        // First, because its lock stands for the whole store.
        var identity = await StoreIdentity.OpenAsync(Open("identity", Small(1L << 20)), cancellationToken);
        try
        {
            return await TryOpenAsync(identity, cancellationToken)
                ?? await TryOpenAsync(identity, cancellationToken)
                ?? throw new IOException($"The point table in {folder} cannot be made anew.");
        }
        catch
        {
            await identity.DisposeAsync();
            throw;
        }
    }

    /// <summary>On a full disk the store's own files take the ballast's place; the logs make room for themselves once they are open.</summary>
    private void MakeRoomToOpen()
    {
        host.Disk.CreateFolder(folder);
        if (_ballast.IsHeld && host.Disk.FreeBytes(folder) < Ballast.Bytes)
        {
            _ballast.Release();
        }
    }

    private async Task<GatewayStore?> TryOpenAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        List<GatewayLog> logs = [];
        List<IAsyncDisposable> open = [];
        try
        {
            foreach (var of in Classes)
            {
                logs.Add(new GatewayLog(of, Open(NameOf(of), OptionsOf(of))));
                open.Add(logs[^1].Buffer);
            }

            List<TableCopy> copies = [];
            foreach (var name in Tables)
            {
                copies.Add(new TableCopy(Path.Combine(folder, name), host.Disk, () => Open(name, Small(1L << 40))));
                open.Add(copies[^1]);
            }

            var misfits = MisfitsOf(identity, logs);
            var process = logs.First(log => log.Class == DataClass.Process).Buffer;
            var isNew = process.NextSequence == 1;
            if (misfits.Count == 0 && await PointTable.OpenAsync(copies, process.Epoch, isNew, _logger, cancellationToken) is { } table)
            {
                var isEarlier = !identity.WasFound && identity.IsNew;
                var epoch = identity.WasFound ? identity.Epoch : isEarlier ? process.Epoch : StoreIdentity.NewEpoch();
                await identity.BeginRunAsync(epoch, logs.Select(log => log.Buffer), cancellationToken);
                open.Clear();
                return new GatewayStore(identity, logs, table, _ballast, () => host.Disk.FreeBytes(folder));
            }
        }
        finally
        {
            foreach (var part in open)
            {
                await part.DisposeAsync();
            }
        }

        await SetAsideAsync(identity, logs, cancellationToken);
        return null;
    }

    /// <summary>Logs with data that are not those of the last opening.</summary>
    private static List<GatewayLog> MisfitsOf(StoreIdentity identity, List<GatewayLog> logs) =>
        identity.WasFound ? logs.FindAll(log => log.Buffer.NextSequence > 1 && !identity.Has(log.Buffer)) : [];

    private async Task SetAsideAsync(StoreIdentity identity, List<GatewayLog> logs, CancellationToken cancellationToken)
    {
        var suffix = host.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        foreach (var name in logs.Where(log => log.Buffer.NextSequence > 1).Select(log => NameOf(log.Class)).Concat(Tables))
        {
            var (from, aside) = (Path.Combine(folder, name), Path.Combine(folder, $"{name}-{suffix}"));
            host.Disk.MoveFolder(from, aside);
            LogSetAside(from, aside);
        }

        await identity.BeginRunAsync(StoreIdentity.NewEpoch(), [], cancellationToken);
    }

    private DurableBuffer Open(string name, DurableBufferOptions of) =>
        DurableBuffer.Open(of with { Folder = Path.Combine(folder, name) }, host, loggers.CreateLogger<DurableBuffer>());

    private static string NameOf(DataClass of) => of.ToString().ToLowerInvariant();

    private DurableBufferOptions OptionsOf(DataClass of)
    {
        var log = options.Of(of);
        return new DurableBufferOptions
        {
            Folder = folder,
            MaxBytes = log.MaxBytes,
            SegmentBytes = log.SegmentBytes,
            MaxRecordBytes = GatewayStore.MaxRecordBytes,
            WhenFull = log.WhenFull,
            MaxAge = log.MaxAge,
        };
    }

    private DurableBufferOptions Small(long maxBytes) => new()
    {
        Folder = folder,
        MaxBytes = maxBytes,
        SegmentBytes = (int)Math.Min(1 << 20, maxBytes / 4),
        MaxRecordBytes = (int)Math.Min(512 << 10, maxBytes / 8),
    };

    [LoggerMessage(LogLevel.Error, "The buffer and its point table do not belong together or are damaged: {Folder} is kept as {Aside}, and a new epoch begins")]
    private partial void LogSetAside(string folder, string aside);
}
