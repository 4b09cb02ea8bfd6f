using System.Buffers;
using System.Runtime.InteropServices;
using IndustrialGateway.Edge.Buffers;
using IndustrialGateway.Model;

namespace IndustrialGateway.Edge.Intake;

/// <summary>
/// Turns the samples and losses of one log into records, in order. Keeps its memory, so that a number costs no allocation.
/// One thread at a time.
/// </summary>
internal sealed class RecordMaker(PointTable points)
{
    private readonly RecordEncoder _encoder = new();
    private readonly ArrayBufferWriter<byte> _record = new(64 << 10);
    private readonly List<AliasedSample> _rows = [];
    private readonly List<Gap> _gaps = [];
    private int _next;

    public int RowCount => _rows.Count;

    public ReadOnlyMemory<byte> Record => _record.WrittenMemory;

    public void Clear()
    {
        _rows.Clear();
        _gaps.Clear();
        _next = 0;
    }

    public void Add(in Sample sample)
    {
        var shape = points.Registry.Resolve(sample.Point, sample.Value);
        _rows.Add(new AliasedSample(shape, sample.Value, sample.Status, sample.SourceTicks, sample.ReceivedTicks)
        {
            IsFilled = sample.IsFilled,
        });
    }

    /// <summary>A loss, its points being handles.</summary>
    public void Add(Gap gap) =>
        AddGap(gap with { Points = [.. gap.Points.Select(point => points.Registry.Resolve((int)point, Value.Null).Alias)] });

    /// <summary>A loss, its points being aliases.</summary>
    public void AddGap(Gap gap) => _gaps.Add(gap);

    /// <summary>Makes the next record; false when all is made.</summary>
    /// <param name="sampleCount">How many samples are in it; 0 for a gap.</param>
    public bool TryMake(out int sampleCount)
    {
        _record.ResetWrittenCount();
        var rows = CollectionsMarshal.AsSpan(_rows)[_next..];
        sampleCount = rows.IsEmpty ? 0 : _encoder.Encode(rows, _record);
        _next += sampleCount;
        if (sampleCount > 0)
        {
            return true;
        }

        if (_gaps.Count == 0)
        {
            return false;
        }

        _encoder.EncodeGap(_gaps[0], _record);
        _gaps.RemoveAt(0);
        return true;
    }

    /// <summary>What to tell of a record just made that is too large to be kept.</summary>
    public Gap GapOf(int sampleCount)
    {
        var rows = CollectionsMarshal.AsSpan(_rows).Slice(_next - sampleCount, sampleCount);
        var (from, to) = (rows[0].SourceTicks, rows[0].SourceTicks);
        HashSet<uint> aliases = [];
        foreach (ref readonly var row in rows)
        {
            aliases.Add(row.Shape.Alias);
            from = Math.Min(from, row.SourceTicks);
            to = Math.Max(to, row.SourceTicks);
        }

        return new Gap([.. aliases], from, to, (ulong)sampleCount, GapReason.Rejected, "");
    }
}
