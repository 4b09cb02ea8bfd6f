using IndustrialGateway.Buffering;
using IndustrialGateway.V1;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>Reads one log in order and makes blocks of it; goes elsewhere when told to. One thread at a time.</summary>
internal sealed class Lane(Log log, DurableBuffer buffer, BlockPacker packer, Quarantine quarantine, bool isLate) : IDisposable
{
    private readonly BufferReader _reader = buffer.OpenReader(Math.Max(1, buffer.AcknowledgedBefore));
    private BufferEntry? _next;

    private long Position => _next?.Sequence ?? _reader.Position;

    /// <summary>When the record at a place was appended; null when there is none to send.</summary>
    public DateTimeOffset? AppendedAt(long sequence)
    {
        GoTo(sequence);
        return TryPeek(out var entry) ? entry.AppendedAt : null;
    }

    /// <summary>The next parcel of a stretch; null when nothing of it can go now.</summary>
    /// <param name="range">Where to go on, and where to end.</param>
    /// <param name="targetBytes">How large a block should become.</param>
    /// <param name="mostBytes">How large a single record may be.</param>
    /// <param name="compress">Whether the path is worth it.</param>
    public Parcel? Pack(in SequenceRange range, int targetBytes, int mostBytes, bool compress)
    {
        GoTo(range.First);
        packer.Clear();
        while (Position < range.End && TryPeek(out var entry))
        {
            if (entry.Skipped is not null || !packer.CanEverTake(entry.Record))
            {
                return packer.Count > 0 ? Block(compress) : Skip(entry);
            }

            if (!packer.TryAdd(entry.Sequence, entry.Record.Span, targetBytes, mostBytes))
            {
                break;
            }

            _next = null;
        }

        return packer.Count > 0 ? Block(compress) : null;
    }

    public void Dispose() => _reader.Dispose();

    private void GoTo(long sequence)
    {
        if (Position != sequence)
        {
            _next = null;
            _reader.Seek(sequence);
        }
    }

    private bool TryPeek(out BufferEntry entry)
    {
        if (_next is null && _reader.TryRead(out var read))
        {
            _next = read;
        }

        entry = _next ?? default;
        return _next is not null;
    }

    private Parcel Block(bool compress)
    {
        var block = packer.Pack(log, isLate, compress);
        return new Parcel(
            log, new SequenceRange(packer.First, packer.Count), block.Content.Length, isLate, new ExchangeRequest { Block = block });
    }

    private Parcel Skip(BufferEntry entry)
    {
        _next = null;
        if (entry.Skipped is null)
        {
            quarantine.Keep(buffer.Epoch, entry.Sequence, entry.Record.Span, samples: 0, "larger than a block of the platform");
        }

        var message = entry.Skipped is { } range ? UplinkMessages.Skip(log, range) : UplinkMessages.SkipTooLarge(log, entry);
        return new Parcel(log, new SequenceRange(entry.Sequence, entry.Next - entry.Sequence), 0, isLate, message);
    }
}
