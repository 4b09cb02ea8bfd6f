using System.Buffers.Binary;
using System.Security.Cryptography;
using IndustrialGateway.Buffering;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// Who the store is to the platform: the epoch that its records go by, which buffers belong to it, and how often it was
/// opened. Lies in a small buffer of its own, of which the last record counts.
/// </summary>
internal sealed class StoreIdentity : IAsyncDisposable
{
    private const int EpochBytes = 16;

    private readonly DurableBuffer _log;
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

    public static async Task<StoreIdentity> OpenAsync(DurableBuffer log, CancellationToken cancellationToken) =>
        new(log, await ReadAsync(log, cancellationToken));

    /// <summary>Whether this buffer was the store's at the last opening.</summary>
    public bool Has(DurableBuffer buffer) => _content.Buffers?.Contains(buffer.Epoch) == true;

    /// <summary>The store is opened with these buffers; durable when it returns.</summary>
    public Task BeginRunAsync(UInt128 epoch, IEnumerable<DurableBuffer> buffers, CancellationToken cancellationToken) =>
        KeepAsync(new Content(epoch, Run + 1, [.. buffers.Select(buffer => buffer.Epoch)]), cancellationToken);

    /// <summary>
    /// The platform knows another history of this epoch: what is here goes by a new one. Buffers and sequences stay; what was
    /// stored before is told apart by its time and value.
    /// </summary>
    public Task RenewAsync(CancellationToken cancellationToken) =>
        KeepAsync(_content with { Epoch = NewEpoch() }, cancellationToken);

    public static UInt128 NewEpoch() => BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(EpochBytes));

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private async Task KeepAsync(Content content, CancellationToken cancellationToken)
    {
        var record = new byte[sizeof(long) + EpochBytes + (content.Buffers.Length * EpochBytes)];
        BinaryPrimitives.WriteInt64BigEndian(record, content.Run);
        BinaryPrimitives.WriteUInt128BigEndian(record.AsSpan(sizeof(long)), content.Epoch);
        foreach (var (index, epoch) in content.Buffers.Index())
        {
            BinaryPrimitives.WriteUInt128BigEndian(record.AsSpan(sizeof(long) + ((index + 1) * EpochBytes)), epoch);
        }

        var sequence = await _log.AppendAsync(record, 0, cancellationToken);
        await _log.WaitDurableAsync(sequence, cancellationToken);
        _log.Acknowledge(sequence);
        _content = content;
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
        if (record.Length < sizeof(long) + EpochBytes || (record.Length - sizeof(long)) % EpochBytes != 0)
        {
            return null;
        }

        var epochs = new UInt128[(record.Length - sizeof(long)) / EpochBytes];
        for (var index = 0; index < epochs.Length; index++)
        {
            epochs[index] = BinaryPrimitives.ReadUInt128BigEndian(record[(sizeof(long) + (index * EpochBytes))..]);
        }

        return new Content(epochs[0], BinaryPrimitives.ReadInt64BigEndian(record), epochs[1..]);
    }

    private readonly record struct Content(UInt128 Epoch, long Run, UInt128[] Buffers);
}
