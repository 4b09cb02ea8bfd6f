using System.Buffers.Binary;
using System.Security.Cryptography;
using IndustrialGateway.Buffering;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// Who the store is to the platform: the epoch that its records go by, which buffers belong to it, how often it was opened, and how
/// many aliases it has declared. Lies in a small buffer of its own, of which the last record counts.
/// </summary>
internal sealed class StoreIdentity : IAsyncDisposable
{
    private const int EpochBytes = 16;

    private readonly DurableBuffer _log;

    /// <summary>The uplink renews the epoch while the intake declares points.</summary>
    private readonly SemaphoreSlim _one = new(1, 1);
    private Content _content;

    private StoreIdentity(DurableBuffer log, Content? found)
    {
        _log = log;
        _content = found ?? default;
        WasFound = found is not null;
    }

    /// <summary>False when the store is new, of a version before this file, or the file is damaged.</summary>
    public bool WasFound { get; }

    /// <summary>False when nothing was ever written here.</summary>
    public bool IsNew => _log.NextSequence == 1;

    /// <summary>Records are (epoch, log, sequence) to the platform.</summary>
    public UInt128 Epoch => _content.Epoch;

    /// <summary>Counts the openings of this store: of two gateways with one epoch, the higher is the later.</summary>
    public long Run => _content.Run;

    /// <summary>
    /// Aliases that the point table had durably: with fewer it has lost its end, which it cannot see by itself, and an alias would come to
    /// mean another point.
    /// </summary>
    public int DeclaredCount => _content.DeclaredCount;

    public static async Task<StoreIdentity> OpenAsync(DurableBuffer log, CancellationToken cancellationToken) =>
        new(log, await ReadAsync(log, cancellationToken));

    /// <summary>Whether this buffer was the store's at the last opening.</summary>
    public bool Has(DurableBuffer buffer) => _content.Buffers?.Contains(buffer.Epoch) == true;

    /// <summary>The store is opened with these buffers and so many aliases; durable when it returns.</summary>
    public Task BeginRunAsync(UInt128 epoch, IEnumerable<DurableBuffer> buffers, int declaredCount, CancellationToken cancellationToken) =>
        KeepAsync(content => new Content(epoch, content.Run + 1, [.. buffers.Select(buffer => buffer.Epoch)], declaredCount), cancellationToken);

    /// <summary>The point table has so many aliases durably.</summary>
    public Task DeclareAsync(int count, CancellationToken cancellationToken) =>
        KeepAsync(content => content with { DeclaredCount = count }, cancellationToken);

    /// <summary>
    /// The platform knows another history of this epoch: what is here goes by a new one. Buffers and sequences stay; what was
    /// stored before is told apart by its time and value.
    /// </summary>
    public Task RenewAsync(CancellationToken cancellationToken) =>
        KeepAsync(content => content with { Epoch = NewEpoch() }, cancellationToken);

    public static UInt128 NewEpoch() => BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(EpochBytes));

    public ValueTask DisposeAsync()
    {
        _one.Dispose();
        return _log.DisposeAsync();
    }

    private async Task KeepAsync(Func<Content, Content> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var content = change(_content);
            var sequence = await _log.AppendAsync(BytesOf(content), 0, cancellationToken);
            await _log.WaitDurableAsync(sequence, cancellationToken);
            _log.Acknowledge(sequence);
            _content = content;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>[run, 8][epoch, 16][each buffer's epoch, 16][aliases, 4]; the last is not there in what earlier versions wrote.</summary>
    private static byte[] BytesOf(Content content)
    {
        var buffers = content.Buffers ?? [];
        var record = new byte[sizeof(long) + EpochBytes + (buffers.Length * EpochBytes) + sizeof(int)];
        BinaryPrimitives.WriteInt64BigEndian(record, content.Run);
        BinaryPrimitives.WriteUInt128BigEndian(record.AsSpan(sizeof(long)), content.Epoch);
        foreach (var (index, epoch) in buffers.Index())
        {
            BinaryPrimitives.WriteUInt128BigEndian(record.AsSpan(sizeof(long) + ((index + 1) * EpochBytes)), epoch);
        }

        BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(record.Length - sizeof(int)), content.DeclaredCount);
        return record;
    }

    private static async Task<Content?> ReadAsync(DurableBuffer log, CancellationToken cancellationToken)
    {
        Content? last = null;
        using var reader = log.OpenReader(Math.Max(1, log.AcknowledgedBefore));
        while (reader.Position < log.DurableBefore && await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Skipped is null or { Reason: SkipReason.Damaged })
                {
                    last = entry.Skipped is null ? Parse(entry.Record.Span) : null;
                }
            }
        }

        return last;
    }

    private static Content? Parse(ReadOnlySpan<byte> record)
    {
        var declaredCount = 0;
        if ((record.Length - sizeof(long)) % EpochBytes == sizeof(int))
        {
            declaredCount = BinaryPrimitives.ReadInt32BigEndian(record[^sizeof(int)..]);
            record = record[..^sizeof(int)];
        }

        if (record.Length < sizeof(long) + EpochBytes || (record.Length - sizeof(long)) % EpochBytes != 0)
        {
            return null;
        }

        var epochs = new UInt128[(record.Length - sizeof(long)) / EpochBytes];
        for (var index = 0; index < epochs.Length; index++)
        {
            epochs[index] = BinaryPrimitives.ReadUInt128BigEndian(record[(sizeof(long) + (index * EpochBytes))..]);
        }

        return new Content(epochs[0], BinaryPrimitives.ReadInt64BigEndian(record), epochs[1..], declaredCount);
    }

    private readonly record struct Content(UInt128 Epoch, long Run, UInt128[]? Buffers, int DeclaredCount);
}
