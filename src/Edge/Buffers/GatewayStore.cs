using System.Security.Cryptography;
using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// The logs of the gateway, one for each class of data, and the point table that makes them readable, opened together. What
/// does not fit together is set aside and a new epoch begins: an alias must never come to mean another point.
/// </summary>
internal sealed class GatewayStore : IAsyncDisposable
{
    /// <summary>Largest record of a gateway: must fit into one block of the uplink.</summary>
    public const int MaxRecordBytes = 1 << 20;

    private readonly StoreIdentity _identity;

    internal GatewayStore(StoreIdentity identity, IReadOnlyList<GatewayLog> logs, PointTable points, Ballast ballast, Func<long> freeBytes)
    {
        (_identity, Logs, Points, Ballast, FreeBytes) = (identity, logs, points, ballast, freeBytes);
    }

    /// <summary>What the platform knows this store's records by.</summary>
    public UInt128 Epoch => _identity.Epoch;

    /// <summary>How often this store was opened, this time included.</summary>
    public long Run => _identity.Run;

    /// <summary>This process: another one that shows the same epoch and run works on a copy.</summary>
    public ReadOnlyMemory<byte> Instance { get; } = RandomNumberGenerator.GetBytes(16);

    /// <summary>All logs, the most urgent first.</summary>
    public IReadOnlyList<GatewayLog> Logs { get; }

    public DurableBuffer Process => this[DataClass.Process];

    public PointTable Points { get; }

    /// <summary>What is given up when the disk is full.</summary>
    public Ballast Ballast { get; }

    /// <summary>What is left to all programs of the file system that it lies on.</summary>
    public Func<long> FreeBytes { get; }

    public DurableBuffer this[DataClass of] => Logs.First(log => log.Class == of).Buffer;

    /// <exception cref="BufferLockedException">Another gateway works in this folder.</exception>
    /// <exception cref="BufferFormatException">A newer version wrote it.</exception>
    public static Task<GatewayStore> OpenAsync(
        string dataFolder, BufferOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        OpenAsync(dataFolder, options, new BufferHost { Time = time }, loggers, cancellationToken);

    /// <summary>The same on a host whose disk and clock need not be those of this machine.</summary>
    /// <inheritdoc cref="OpenAsync(string, BufferOptions, TimeProvider, ILoggerFactory, CancellationToken)"/>
    public static Task<GatewayStore> OpenAsync(
        string dataFolder, BufferOptions options, BufferHost host, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        new StoreOpening(Path.Combine(dataFolder, "buffer"), options, host, loggers).RunAsync(cancellationToken);

    /// <summary>The platform knows another history of this epoch: a new one begins, in which everything not stored is sent.</summary>
    public Task RenewEpochAsync(CancellationToken cancellationToken) => _identity.RenewAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var log in Logs)
        {
            await log.Buffer.DisposeAsync();
        }

        await Points.DisposeAsync();
        await _identity.DisposeAsync();
    }
}
