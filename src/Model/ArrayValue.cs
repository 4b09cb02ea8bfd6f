namespace IndustrialGateway.Model;

/// <summary>An array or matrix of values, rows last (Part 6 §5.2.2.16); equal when every item is bit for bit.</summary>
public sealed class ArrayValue : IEquatable<ArrayValue>
{
    private readonly Value[] _items;
    private readonly int[] _dimensions;

    /// <summary>Takes the arrays over: do not change them afterwards.</summary>
    /// <exception cref="ArgumentException">The dimensions do not multiply to the item count, or the nesting is too deep.</exception>
    public ArrayValue(DataType elementType, Value[] items, params int[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Length > 0 && !Fits(dimensions, items.Length))
        {
            throw new ArgumentException(
                $"Dimensions {string.Join('×', dimensions)} do not hold {items.Length} items.", nameof(dimensions));
        }

        ElementType = elementType;
        _items = items;
        _dimensions = dimensions;
        Depth = Nesting.Above(items, nameof(items));
    }

    public DataType ElementType { get; }

    public ReadOnlySpan<Value> Items => _items;

    /// <summary>Lengths of the dimensions of a matrix; empty for one dimension.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    internal int Depth { get; }

    /// <summary>True when non-negative dimensions multiply to this count.</summary>
    public static bool Fits(ReadOnlySpan<int> dimensions, int count)
    {
        var product = 1L;
        foreach (var length in dimensions)
        {
            product *= length;
            if (length < 0 || product > int.MaxValue)
            {
                return false;
            }
        }

        return product == count;
    }

    public bool Equals(ArrayValue? other) => ReferenceEquals(this, other) ||
        (other is not null && ElementType == other.ElementType && Items.SequenceEqual(other.Items) &&
         Dimensions.SequenceEqual(other.Dimensions));

    public override bool Equals(object? obj) => Equals(obj as ArrayValue);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(ElementType);
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", _items)}]";
}

/// <summary>Arrays and structures may hold each other, but only so deep that no reader's stack is at risk.</summary>
internal static class Nesting
{
    public const int Max = 32;

    public static int Above(ReadOnlySpan<Value> values, string name)
    {
        var deepest = 0;
        foreach (var value in values)
        {
            deepest = Math.Max(deepest, value.Depth);
        }

        return deepest < Max
            ? deepest + 1
            : throw new ArgumentException($"Values are nested deeper than {Max}.", name);
    }
}
