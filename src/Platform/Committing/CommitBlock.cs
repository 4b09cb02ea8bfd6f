using System.Buffers;
using IndustrialGateway.Historian;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Ingest;

namespace IndustrialGateway.Platform.Committing;

/// <summary>What one message of a gateway brings to the historian: its new records with their rows and gaps.</summary>
/// <remarks>Made by the ingest stream, then the committer's alone. Its rows come from a pool: <see cref="Dispose"/> returns them.</remarks>
internal sealed class CommitBlock(EpochState epoch, int log) : IDisposable
{
    private const long PartBytes = 128;
    private const long GapBytes = 384;
    private const long RowBytes = 64;

    private readonly List<Part> _parts = [];
    private Sample[] _rows = [];
    private int _gaps;

    public EpochState Epoch => epoch;

    /// <summary>1 alarm, 2 process, 3 diagnostic, as on the wire.</summary>
    public int Log => log;

    /// <summary>What will be stored once this is committed; nothing else holds a claim on it.</summary>
    public SequenceSet Sequences { get; } = new();

    /// <summary>Sent again after an outage.</summary>
    public required bool IsBacklog { get; init; }

    /// <summary>When the rows were published to subscribers, 100 ns ticks since 1601.</summary>
    public long PublishedTicks { get; set; }

    /// <summary>Called once, when this is committed and before it is disposed.</summary>
    public Action? Done { get; set; }

    public int RowCount { get; private set; }

    public ReadOnlySpan<Sample> Rows => _rows.AsSpan(0, RowCount);

    public RecordOrigin Origin => new(epoch.Gateway, PublishedTicks, IsBacklog);

    /// <summary>Bytes of memory that this holds, about, for the committer's bound.</summary>
    public long Weight => 256 + (_parts.Count * PartBytes) + (_gaps * GapBytes) + (RowCount * RowBytes);

    /// <summary>Appends a record: its rows, their aliases turned into catalogue ids.</summary>
    public void Append(long sequence, ReadOnlySpan<DecodedRow> rows, EpochAliases aliases)
    {
        EnsureRoom(rows.Length);
        _parts.Add(new Part(sequence, Count: 1, RowCount, rows.Length, Gap: null));
        Sequences.Add(sequence, sequence + 1);
        foreach (ref readonly var row in rows)
        {
            _rows[RowCount++] = new Sample(
                aliases.PointOf(row.Alias), row.Value, row.Status, row.SourceTicks, row.ReceivedTicks)
            {
                IsFilled = row.IsFilled,
            };
        }
    }

    /// <summary>Appends a loss that takes the place of <paramref name="count"/> records; one that goes on is told as one.</summary>
    public void Append(long sequence, long count, StoredGap gap)
    {
        Sequences.Add(sequence, sequence + count);
        if (_parts.Count > 0 && _parts[^1] is var last && ReferenceEquals(last.Gap, gap) && last.Sequence + last.Count == sequence)
        {
            _parts[^1] = last with { Count = last.Count + count };
            return;
        }

        _gaps++;
        _parts.Add(new Part(sequence, count, RowCount, Rows: 0, gap));
    }

    /// <summary>The records as the historian takes them; valid until <see cref="Dispose"/>.</summary>
    public IEnumerable<RecordCommit> Records()
    {
        var stream = epoch.KeyOf(log);
        return _parts.Select(part => new RecordCommit
        {
            Stream = stream,
            Sequence = part.Sequence,
            Count = part.Count,
            Samples = _rows.AsMemory(part.FirstRow, part.Rows),
            Gaps = part.Gap is null ? [] : [part.Gap],
        });
    }

    public void Dispose()
    {
        if (_rows.Length > 0)
        {
            Array.Clear(_rows, 0, RowCount);
            ArrayPool<Sample>.Shared.Return(_rows);
            _rows = [];
            RowCount = 0;
        }
    }

    private void EnsureRoom(int more)
    {
        if (RowCount + more <= _rows.Length)
        {
            return;
        }

        var larger = ArrayPool<Sample>.Shared.Rent(Math.Max(RowCount + more, _rows.Length * 2));
        Rows.CopyTo(larger);
        var count = RowCount;
        Dispose();
        (_rows, RowCount) = (larger, count);
    }

    private readonly record struct Part(long Sequence, long Count, int FirstRow, int Rows, StoredGap? Gap);
}
