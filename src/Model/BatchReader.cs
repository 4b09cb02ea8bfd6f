using System.Runtime.CompilerServices;

namespace IndustrialGateway.Model;

/// <summary>Reads the columns of a SampleBatch into rows; every count is checked against the bytes that are there.</summary>
internal sealed class BatchReader
{
    private static readonly RecordFault TooManyRows = new(RecordFaultKind.TooLarge, Detail: "too many rows");

    private DecodedRow[] _rows = new DecodedRow[256];
    private int _count;

    public ReadOnlySpan<DecodedRow> Rows => _rows.AsSpan(0, _count);

    /// <summary>How many varints a packed column holds.</summary>
    public static int VarintCount(ReadOnlySpan<byte> packed)
    {
        var count = 0;
        foreach (var value in packed)
        {
            count += (value >> 7) ^ 1;
        }

        return count;
    }

    public void Clear()
    {
        _rows.AsSpan(0, _count).Clear();
        _count = 0;
    }

    public bool TryRead(ReadOnlySpan<byte> batch, IPointShapes shapes, MemoryBudget budget, out RecordFault fault)
    {
        var columns = new BatchFields(batch);
        if (columns.Failed)
        {
            fault = Malformed("batch");
            return false;
        }

        var count = VarintCount(columns.PointDeltas);
        budget.Start(batch.Length, (long)count * Unsafe.SizeOf<DecodedRow>());
        if (count > RecordEncoder.MaxRows || budget.Exceeded)
        {
            fault = TooManyRows;
            return false;
        }

        if (_rows.Length < count)
        {
            _rows = new DecodedRow[count];
        }

        fault = ReadRows(columns, count, shapes, budget);
        if (fault.Kind != RecordFaultKind.None)
        {
            _rows.AsSpan(0, count).Clear();
            return false;
        }

        _count = count;
        return true;
    }

    private static RecordFault Malformed(string detail) => new(RecordFaultKind.Malformed, Detail: detail);

    private RecordFault ReadRows(scoped in BatchFields fields, int count, IPointShapes shapes, MemoryBudget budget)
    {
        var points = new WireReader(fields.PointDeltas);
        var times = new TimeColumn(fields);
        var received = new ReceivedColumn(fields);
        var exceptions = new ExceptionReader(fields.Exceptions, count);
        var values = new ValueColumns(fields);
        var alias = 0L;
        for (var row = 0; row < count; row++)
        {
            alias += points.Signed();
            if (points.Failed || alias is <= 0 or > uint.MaxValue)
            {
                return Malformed("point deltas");
            }

            if (shapes.Find((uint)alias) is not { } shape)
            {
                return RecordFault.UnknownAlias((uint)alias);
            }

            if (!times.TryNext(out var sourceTicks) || !received.TryNext(row, out var receivedTicks) ||
                !exceptions.TryMoveTo(row, budget))
            {
                return Malformed("times or exceptions");
            }

            var value = exceptions.Value;
            if (!exceptions.HasValue && !values.TryNext(shape, budget, out value))
            {
                return budget.Exceeded ? new RecordFault(RecordFaultKind.TooLarge, Detail: "memory") : Malformed("values");
            }

            _rows[row] = new DecodedRow(
                (uint)alias, value, exceptions.Status, exceptions.SourceTicks ?? sourceTicks, receivedTicks)
            {
                IsFilled = fields.IsFilled,
            };
        }

        return points.AtEnd && times.AtEnd && received.AtEnd && exceptions.AtEnd && values.AtEnd
            ? default
            : Malformed("entries left over");
    }
}
