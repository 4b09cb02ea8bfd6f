namespace IndustrialGateway.Model;

/// <summary>The shapes that one point has had, and the choice of the next. Numbers that were decimal so far grow their places a few times, then travel as doubles.</summary>
internal sealed class PointColumn(PointDescription description)
{
    /// <summary>A point that changes more often keeps its last shape; what does not fit travels as an exception.</summary>
    private const int MaxShapes = 16;

    private const int MaxDecimalShapes = 4;

    private readonly List<PointShape> _shapes = [];
    private volatile PointDescription _description = description;
    private PointShape? _current;

    public PointDescription Description => _description;

    /// <summary>The next value asks for a new alias. A change of the declared type alone does too: it is part of what was told.</summary>
    public void Redescribe(PointDescription description)
    {
        lock (_shapes)
        {
            _description = description;
            _shapes.Clear();
            _current = null;
        }
    }

    public void Restore(PointShape shape)
    {
        lock (_shapes)
        {
            _shapes.Add(shape);
            _current = shape;
        }
    }

    /// <summary>A shape already declared that carries the value, or null when a new one is called for.</summary>
    public PointShape? Find(in Value value)
    {
        var current = _current;
        if (current is not null && Carries(current, value))
        {
            return current;
        }

        lock (_shapes)
        {
            for (var index = _shapes.Count - 1; index >= 0; index--)
            {
                if (Carries(_shapes[index], value))
                {
                    return _current = _shapes[index];
                }
            }

            return _shapes.Count < MaxShapes ? null : _current;
        }
    }

    /// <summary>Chooses and keeps the shape for a value that no shape carries.</summary>
    public PointShape Choose(uint alias, in Value value)
    {
        lock (_shapes)
        {
            _current = value.IsNull ? Unknown(alias) : Fitting(alias, value);
            _shapes.Add(_current);
            return _current;
        }
    }

    private static bool Carries(PointShape shape, in Value value)
    {
        if (value.IsNull)
        {
            return true;
        }

        return value.DataType == shape.DataType && shape.Kind switch
        {
            ValueKind.Composite => shape.Kind == value.Kind,
            ValueKind.Decimal => value.Kind == ValueKind.Double &&
                (DecimalScale.TryScale(value.Bits, shape.DecimalPlaces, out _) || IsOddity(value.Bits)),
            _ => shape.Kind == value.Kind,
        };
    }

    /// <summary>NaN, the infinities and −0.0: rare, and no reason to give up the decimal column.</summary>
    private static bool IsOddity(long bits)
    {
        var value = BitConverter.Int64BitsToDouble(bits);
        return !double.IsFinite(value) || (value == 0 && bits != 0);
    }

    private PointShape Unknown(uint alias) =>
        new(alias, ValueKind.Composite, 0, _description.DataType, _description.ValueRank);

    private PointShape Fitting(uint alias, in Value value)
    {
        if (value.Kind == ValueKind.Composite)
        {
            return new PointShape(alias, ValueKind.Composite, 0, value.DataType, value.AsArray() is { } array ? Rank(array) : -1);
        }

        return value.Kind == ValueKind.Double && DecimalPlaces(value.Bits) is { } places
            ? new PointShape(alias, ValueKind.Decimal, places, value.DataType, -1)
            : new PointShape(alias, value.Kind, 0, value.DataType, -1);
    }

    /// <summary>An array without dimensions may be a matrix without items: then the source's word counts.</summary>
    private int Rank(ArrayValue array) => array.Dimensions.IsEmpty && array.ElementType == _description.DataType
        ? Math.Max(1, _description.ValueRank)
        : Math.Max(1, array.Dimensions.Length);

    private byte? DecimalPlaces(long bits)
    {
        var before = _shapes.FindAll(shape => shape.Kind == ValueKind.Decimal);
        if (before.Count >= MaxDecimalShapes)
        {
            return null;
        }

        var atLeast = before.Count == 0 ? (byte)0 : (byte)(before.Max(shape => shape.DecimalPlaces) + 1);
        return IsOddity(bits) ? atLeast : DecimalScale.FindPlaces(bits, atLeast);
    }
}
