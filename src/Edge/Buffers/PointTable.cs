using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IndustrialGateway.Buffering;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// The declared aliases of one buffer epoch, durable before the first record that uses them. Lies in a small buffer of
/// its own that is never acknowledged; its first record is the epoch it belongs to.
/// </summary>
internal sealed class PointTable : IAsyncDisposable
{
    private const int RecordBytes = 256 << 10;

    private readonly DurableBuffer _log;
    private readonly ArrayBufferWriter<byte> _entries = new();
    private volatile int _durableCount;

    private PointTable(DurableBuffer log, PointRegistry registry)
    {
        _log = log;
        Registry = registry;
        _durableCount = registry.DeclaredCount;
    }

    public PointRegistry Registry { get; }

    /// <summary>Aliases 1 to this may be told to the platform: they will never mean something else.</summary>
    public int DurableCount => _durableCount;

    /// <summary>What is kept in the folder's table, or null when it is damaged or belongs to another epoch.</summary>
    public static async Task<PointTable?> OpenAsync(
        DurableBuffer log, UInt128 epoch, CancellationToken cancellationToken)
    {
        var label = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(label, epoch);
        if (log.NextSequence == 1)
        {
            await log.WaitDurableAsync(await log.AppendAsync(label, 0, cancellationToken), cancellationToken);
        }

        var table = await ReadAsync(log, label, cancellationToken);
        if (table is null)
        {
            return null;
        }

        var registry = PointRegistry.Restore(table.WrittenSpan, out var validBytes);
        return validBytes == table.WrittenCount ? new PointTable(log, registry) : null;
    }

    /// <summary>Makes what is newly declared durable. Called by the one thread that resolves points.</summary>
    public async ValueTask PersistAsync(CancellationToken cancellationToken)
    {
        _entries.ResetWrittenCount();
        var declared = Registry.WriteUnpersisted(_entries);
        var last = 0L;
        for (var rest = _entries.WrittenMemory; !rest.IsEmpty;)
        {
            var length = WholeEntries(rest.Span);
            last = await _log.AppendAsync(rest[..length], 0, cancellationToken);
            rest = rest[length..];
        }

        await _log.WaitDurableAsync(last, cancellationToken);
        Registry.MarkPersisted(declared);
        _durableCount = declared;
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    /// <summary>All entries in one piece; null when the label is another one or a part is missing.</summary>
    private static async Task<ArrayBufferWriter<byte>?> ReadAsync(
        DurableBuffer log, byte[] label, CancellationToken cancellationToken)
    {
        var table = new ArrayBufferWriter<byte>();
        using var reader = log.OpenReader(1);
        for (var next = 1L; next < log.DurableBefore && await reader.WaitToReadAsync(cancellationToken);)
        {
            while (reader.TryRead(out var entry))
            {
                var unfinished = entry.Skipped is { Reason: SkipReason.Unfinished };
                if (entry.Sequence == 1 ? !entry.Record.Span.SequenceEqual(label) : entry.Skipped is not null && !unfinished)
                {
                    return null;
                }

                if (entry.Sequence > 1 && !unfinished)
                {
                    table.Write(entry.Record.Span);
                }

                next = entry.Next;
            }
        }

        return table;
    }

    /// <summary>Bytes of the entries, length first (PointRegistry), that go into one record.</summary>
    private static int WholeEntries(ReadOnlySpan<byte> entries)
    {
        const int Header = 2 * sizeof(uint);
        var length = 0;
        while (length < entries.Length)
        {
            var next = length + Header + (int)MemoryMarshal.Read<uint>(entries[length..]);
            if (next > RecordBytes && length > 0)
            {
                break;
            }

            length = next;
        }

        return length;
    }
}
