using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace IndustrialGateway.Model;

/// <summary>The columns of one SampleBatch while it is made.</summary>
internal sealed class BatchColumns(int maxBytes)
{
    private const int KeptBytes = 1024 * 1024;
    private const uint DefaultUnitNanoseconds = 1_000_000;

    private readonly WireColumn _points = new();
    private readonly WireColumn _times = new();
    private readonly WireColumn _doubles = new();
    private readonly WireColumn _floats = new();
    private readonly WireColumn _integers = new();
    private readonly WireColumn _unsigneds = new();
    private readonly WireColumn _booleans = new();
    private readonly WireColumn _texts = new();
    private readonly WireColumn _blobs = new();
    private readonly ExceptionRuns _exceptions = new();
    private readonly WireColumn _receivedRuns = new();

    private int _bits;
    private long _baseTime;
    private uint _unit;
    private bool _timesDiffer;
    private long _receivedTime;
    private bool _isFilled;

    /// <summary>Takes rows until the limits; returns how many.</summary>
    public int Fill(ReadOnlySpan<AliasedSample> rows)
    {
        Clear();
        rows = rows[..Math.Min(rows.Length, RecordEncoder.MaxRows)];
        if (rows.IsEmpty)
        {
            return 0;
        }

        var times = TimeGrid.Of(rows);
        (_baseTime, _unit) = (UaTime.ToUnixNanoseconds(times.BaseTicks), times.UnitNanoseconds);
        _receivedTime = UaTime.ToUnixNanoseconds(rows[0].ReceivedTicks);
        _isFilled = rows[0].IsFilled;
        var taken = AddRows(rows, times);
        _exceptions.Flush();
        return taken;
    }

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public int EncodedLength => Fixed64Length(_baseTime) +
        (WrittenUnit == 0 ? 0 : 1 + WireColumn.VarintSize(WrittenUnit)) +
        PackedLength(_points) + (_timesDiffer ? PackedLength(_times) : 0) + PackedLength(_doubles) +
        PackedLength(_floats) + PackedLength(_integers) + PackedLength(_unsigneds) + PackedLength(_booleans) +
        _texts.Length + _blobs.Length + _exceptions.Output.Length + Fixed64Length(_receivedTime) + _receivedRuns.Length +
        (_isFilled ? 2 : 0);

    private uint WrittenUnit => _timesDiffer && _unit != DefaultUnitNanoseconds ? _unit : 0;

    public void WriteTo(Span<byte> output)
    {
        var position = 0;
        Fixed64(output, ref position, (1 << 3) | 1, _baseTime);
        if (WrittenUnit != 0)
        {
            output[position++] = 2 << 3;
            Varint(output, ref position, WrittenUnit);
        }

        Packed(output, ref position, 3, _points);
        if (_timesDiffer)
        {
            Packed(output, ref position, 4, _times);
        }

        Packed(output, ref position, 5, _doubles);
        Packed(output, ref position, 6, _floats);
        Packed(output, ref position, 7, _integers);
        Packed(output, ref position, 8, _unsigneds);
        Packed(output, ref position, 9, _booleans);
        Copy(output, ref position, _texts);
        Copy(output, ref position, _blobs);
        Copy(output, ref position, _exceptions.Output);
        Fixed64(output, ref position, (13 << 3) | 1, _receivedTime);
        Copy(output, ref position, _receivedRuns);
        if (_isFilled)
        {
            output[position++] = 15 << 3;
            output[position] = 1;
        }
    }

    private int AddRows(ReadOnlySpan<AliasedSample> rows, TimeGrid times)
    {
        var alias = 0L;
        var ticks = times.BaseTicks;
        var receivedTicks = rows[0].ReceivedTicks;
        for (var row = 0; row < rows.Length; row++)
        {
            ref readonly var sample = ref rows[row];
            if (row > 0 && (sample.IsFilled != _isFilled || (sample.Value.Reference is not null && IsFull(sample.Value))))
            {
                return row;
            }

            var shape = sample.Shape;
            _points.Signed(shape.Alias - alias);
            alias = shape.Alias;

            var fits = UaTime.FitsUnixNanoseconds(sample.SourceTicks);
            var next = fits ? sample.SourceTicks : ticks;
            _times.Signed((next - ticks) / times.UnitTicks);
            _timesDiffer |= next != ticks;
            ticks = next;

            if (sample.ReceivedTicks != receivedTicks)
            {
                receivedTicks = sample.ReceivedTicks;
                AddReceivedRun(row, UaTime.ToUnixNanoseconds(receivedTicks) - _receivedTime);
            }

            var inColumn = TryAddValue(shape, sample.Value);
            if (!inColumn || !fits || sample.Status != Quality.Good)
            {
                _exceptions.Add(row, sample.Status, inColumn ? null : sample.Value, fits ? null : sample.SourceTicks);
            }
        }

        return rows.Length;
    }

    private bool IsFull(in Value value) =>
        _texts.Length + _blobs.Length + _exceptions.Output.Length + PointValueWriter.SizeLimit(value) > maxBytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAddValue(PointShape shape, in Value value)
    {
        if (value.Reference is not null || value.DataType != shape.DataType || shape.Kind >= ValueKind.Text)
        {
            return TryAddReference(shape, value);
        }

        switch (shape.Kind)
        {
            case ValueKind.Decimal:
                var exact = DecimalScale.TryScale(value.Bits, shape.DecimalPlaces, out var integer);
                if (exact)
                {
                    _integers.Signed(integer);
                }

                return exact;
            case ValueKind.Double:
                _doubles.Fixed64((ulong)value.Bits);
                return true;
            case ValueKind.Float:
                _floats.Fixed32((uint)value.Bits);
                return true;
            case ValueKind.Integer:
                _integers.Signed(value.Bits);
                return true;
            case ValueKind.Unsigned:
                _unsigneds.Varint((ulong)value.Bits);
                return true;
            case ValueKind.Boolean:
                _booleans.Bit(_bits++, value.Bits != 0);
                return true;
            default:
                return false;
        }
    }

    private bool TryAddReference(PointShape shape, in Value value)
    {
        if (shape.Kind == ValueKind.Composite)
        {
            var start = _blobs.Begin((11 << 3) | 2);
            PointValueWriter.Write(_blobs, value);
            _blobs.End(start);
            return true;
        }

        if (value.DataType != shape.DataType)
        {
            return false;
        }

        switch (value.Reference)
        {
            case string text when shape.Kind == ValueKind.Text:
                _texts.TextField((10 << 3) | 2, text);
                return true;
            case byte[] bytes when shape.Kind == ValueKind.Bytes:
                _blobs.BytesField((11 << 3) | 2, bytes);
                return true;
            case Guid guid when shape.Kind == ValueKind.Bytes:
                PointValueWriter.WriteGuid(_blobs, (11 << 3) | 2, guid);
                return true;
            default:
                return false;
        }
    }

    private void AddReceivedRun(int row, long deltaNanoseconds)
    {
        var start = _receivedRuns.Begin((14 << 3) | 2);
        if (row != 0)
        {
            _receivedRuns.Tag(1 << 3);
            _receivedRuns.Varint((uint)row);
        }

        if (deltaNanoseconds != 0)
        {
            _receivedRuns.Tag(2 << 3);
            _receivedRuns.Signed(deltaNanoseconds);
        }

        _receivedRuns.End(start);
    }

    private void Clear()
    {
        foreach (var column in (ReadOnlySpan<WireColumn>)
            [_points, _times, _doubles, _floats, _integers, _unsigneds, _booleans, _texts, _blobs, _receivedRuns])
        {
            column.Clear();
            column.Trim(KeptBytes);
        }

        _exceptions.Clear();
        (_bits, _timesDiffer, _unit, _baseTime, _receivedTime, _isFilled) = (0, false, 0, 0, 0, false);
    }

    private static int Fixed64Length(long value) => value == 0 ? 0 : 9;

    private static int PackedLength(WireColumn column) =>
        column.Length == 0 ? 0 : 1 + WireColumn.VarintSize((uint)column.Length) + column.Length;

    private static void Fixed64(Span<byte> output, ref int position, byte tag, long value)
    {
        if (value != 0)
        {
            output[position++] = tag;
            BinaryPrimitives.WriteInt64LittleEndian(output[position..], value);
            position += sizeof(long);
        }
    }

    private static void Packed(Span<byte> output, ref int position, int field, WireColumn column)
    {
        if (column.Length > 0)
        {
            output[position++] = (byte)((field << 3) | 2);
            Varint(output, ref position, (uint)column.Length);
            Copy(output, ref position, column);
        }
    }

    private static void Copy(Span<byte> output, ref int position, WireColumn column)
    {
        column.Written.CopyTo(output[position..]);
        position += column.Length;
    }

    private static void Varint(Span<byte> output, ref int position, uint value)
    {
        while (value >= 0x80)
        {
            output[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[position++] = (byte)value;
    }
}
