using System.Runtime.CompilerServices;

namespace IndustrialGateway.Model;

/// <summary>The value columns of a batch; each row takes the next entry of the column that its point was declared with.</summary>
internal ref struct ValueColumns
{
    private const uint TextTag = (10 << 3) | 2;
    private const uint BlobTag = (11 << 3) | 2;
    private const int GuidBytes = 16;

    private readonly ReadOnlySpan<byte> _booleans;
    private WireReader _doubles;
    private WireReader _floats;
    private WireReader _integers;
    private WireReader _unsigneds;
    private WireReader _texts;
    private WireReader _blobs;
    private int _bits;

    public ValueColumns(scoped in BatchFields fields)
    {
        _booleans = fields.Booleans;
        _doubles = new WireReader(fields.Doubles);
        _floats = new WireReader(fields.Floats);
        _integers = new WireReader(fields.Integers);
        _unsigneds = new WireReader(fields.Unsigneds);
        _texts = new WireReader(fields.Texts);
        _blobs = new WireReader(fields.Blobs);
    }

    /// <summary>True when every entry was taken and none was wrong.</summary>
    public readonly bool AtEnd => IsDone(_doubles) && IsDone(_floats) && IsDone(_integers) && IsDone(_unsigneds) &&
        IsDone(_texts) && IsDone(_blobs) && _booleans.Length == (_bits + 7) / 8;

    /// <summary>False when the column has no entry left, the entry is no value of the declared type, or memory runs out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNext(PointShape shape, MemoryBudget budget, out Value value)
    {
        switch (shape.Kind)
        {
            case ValueKind.Decimal when !_integers.AtEnd && shape.DecimalPlaces <= PointShape.MaxDecimalPlaces:
                value = Value.OfCheckedBits(
                    DataType.Double, DecimalScale.Unscale(_integers.Signed(), shape.DecimalPlaces));
                return !_integers.Failed;
            case ValueKind.Double when !_doubles.AtEnd:
                value = Value.OfCheckedBits(DataType.Double, (long)_doubles.Fixed64());
                return !_doubles.Failed;
            case ValueKind.Float when !_floats.AtEnd:
                value = Value.OfCheckedBits(DataType.Float, _floats.Fixed32());
                return !_floats.Failed;
            case ValueKind.Integer when !_integers.AtEnd:
                var integer = _integers.Signed();
                value = Value.OfCheckedBits(shape.DataType, integer);
                return !_integers.Failed && PointValueReader.InRange(shape.DataType, integer);
            case ValueKind.Unsigned when !_unsigneds.AtEnd:
                value = Value.OfCheckedBits(DataType.UInt64, (long)_unsigneds.Varint());
                return !_unsigneds.Failed;
            case ValueKind.Boolean when _bits >> 3 < _booleans.Length:
                value = Value.Of((_booleans[_bits >> 3] & (1 << (_bits & 7))) != 0);
                _bits++;
                return true;
            default:
                return TryNextReference(shape, budget, out value);
        }
    }

    private static bool IsDone(scoped in WireReader reader) => reader.AtEnd && !reader.Failed;

    private bool TryNextReference(PointShape shape, MemoryBudget budget, out Value value)
    {
        value = default;
        if (!shape.IsConsistent)
        {
            return false;
        }

        switch (shape.Kind)
        {
            case ValueKind.Text when _texts.Tag() == TextTag &&
                PointValueReader.ReadText(_texts.Bytes(), budget) is { } text:
                value = Value.Of(shape.DataType, text);
                return !_texts.Failed;
            case ValueKind.Bytes when _blobs.Tag() == BlobTag:
                return TryReadBytes(shape.DataType, _blobs.Bytes(), budget, out value) && !_blobs.Failed;
            case ValueKind.Composite when _blobs.Tag() == BlobTag:
                return PointValueReader.TryRead(_blobs.Bytes(), budget, out value) && !_blobs.Failed;
            default:
                return false;
        }
    }

    private static bool TryReadBytes(DataType type, ReadOnlySpan<byte> content, MemoryBudget budget, out Value value)
    {
        value = default;
        if (type == DataType.Guid)
        {
            if (content.Length != GuidBytes || !budget.TryTake(2 * GuidBytes))
            {
                return false;
            }

            value = Value.Of(new Guid(content, bigEndian: true));
            return true;
        }

        if (PointValueReader.ReadBytes(content, budget) is not { } bytes)
        {
            return false;
        }

        value = Value.Of(type, bytes);
        return true;
    }
}
