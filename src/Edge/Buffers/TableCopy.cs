using System.Buffers;
using System.Runtime.InteropServices;
using IndustrialGateway.Buffering;
using IndustrialGateway.Buffering.Disk;

namespace IndustrialGateway.Edge.Buffers;

/// <summary>
/// One copy of the point table: a small buffer of its own that is never acknowledged. Its first record is the epoch it belongs
/// to, the others are the table's entries in pieces.
/// </summary>
internal sealed class TableCopy(string folder, IDisk disk, Func<DurableBuffer> open) : IAsyncDisposable
{
    private const int RecordBytes = 256 << 10;

    private DurableBuffer _log = open();

    public string Folder => folder;

    public bool IsEmpty => _log.NextSequence == 1;

    /// <summary>All entries in one piece; null when the label is missing or another one, or a part is damaged.</summary>
    public async Task<byte[]?> ReadAsync(ReadOnlyMemory<byte> label, CancellationToken cancellationToken)
    {
        var table = new ArrayBufferWriter<byte>();
        using var reader = _log.OpenReader(1);
        var isLabelled = false;
        for (var next = 1L; next < _log.DurableBefore && await reader.WaitToReadAsync(cancellationToken);)
        {
            while (reader.TryRead(out var entry))
            {
                next = entry.Next;
                if (entry.Sequence == 1)
                {
                    isLabelled = entry.Record.Span.SequenceEqual(label.Span);
                }
                else if (entry.Skipped is null)
                {
                    table.Write(entry.Record.Span);
                }
                else if (entry.Skipped is not { Reason: SkipReason.Unfinished })
                {
                    return null;
                }
            }
        }

        return isLabelled ? table.WrittenSpan.ToArray() : null;
    }

    /// <summary>Appends entries; they are durable once <see cref="WaitDurableAsync"/> has completed for the result.</summary>
    public async ValueTask<long> AppendAsync(ReadOnlyMemory<byte> entries, CancellationToken cancellationToken)
    {
        var last = 0L;
        for (var rest = entries; !rest.IsEmpty;)
        {
            var length = WholeEntries(rest.Span);
            last = await _log.AppendAsync(rest[..length], 0, cancellationToken);
            rest = rest[length..];
        }

        return last;
    }

    public ValueTask WaitDurableAsync(long sequence, CancellationToken cancellationToken) =>
        _log.WaitDurableAsync(sequence, cancellationToken);

    /// <summary>Begins the copy again with nothing but its label.</summary>
    public async Task BeginAsync(ReadOnlyMemory<byte> label, CancellationToken cancellationToken)
    {
        if (!IsEmpty)
        {
            await _log.DisposeAsync();
            foreach (var name in disk.List(folder).Where(name => name != "lock"))
            {
                disk.Delete(Path.Combine(folder, name));
            }

            disk.SyncFolder(folder);
            _log = open();
        }

        await _log.WaitDurableAsync(await _log.AppendAsync(label, 0, cancellationToken), cancellationToken);
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

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
