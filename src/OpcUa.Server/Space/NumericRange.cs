using System.Globalization;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>
/// A part of an array, a matrix or a text, such as <c>2:5</c> or <c>0:1,3</c>. What is beyond the value's end is left out, so that no bound
/// takes more memory than the value has (Part 4 §7.27).
/// </summary>
internal sealed class NumericRange
{
    private const int MaxDimensions = 16;

    private readonly (uint From, uint To)[] _bounds;

    private NumericRange((uint From, uint To)[] bounds) => _bounds = bounds;

    /// <param name="text">Null or empty: the whole value, and no range.</param>
    /// <returns>False when the text is no range.</returns>
    public static bool TryParse(string? text, out NumericRange? range)
    {
        range = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var parts = text.Split(',', MaxDimensions + 1);
        if (parts.Length > MaxDimensions)
        {
            return false;
        }

        var bounds = new (uint From, uint To)[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParse(parts[i], out bounds[i]))
            {
                return false;
            }
        }

        range = new NumericRange(bounds);
        return true;
    }

    /// <summary>The part of the value, with BadIndexRangeNoData when there is none.</summary>
    public DataValue Apply(in DataValue value) => value.Status.IsBad || Cut(value.Value) is not { } part
        ? value with { Value = Variant.Null, Status = value.Status.IsBad ? value.Status : StatusCode.BadIndexRangeNoData }
        : value with { Value = part };

    /// <summary>The value with its part replaced by what was written.</summary>
    /// <exception cref="UaException">BadIndexRangeNoData, BadIndexRangeDataMismatch or BadTypeMismatch.</exception>
    public Variant Replace(in Variant value, in Variant written)
    {
        if (written.Type != value.Type)
        {
            throw new UaException(StatusCode.BadTypeMismatch, $"A part of {written.Type} does not fit into a value of {value.Type}.");
        }

        var (elements, dimensions) = Parts(value);
        var (part, partDimensions) = Parts(written);
        if (elements is null || part is null || dimensions.Length != _bounds.Length || !TryClip(dimensions, out var clipped))
        {
            throw new UaException(StatusCode.BadIndexRangeNoData, "The value has no such part.");
        }

        var lengths = Lengths(clipped);
        var isWhole = !_bounds.Where((bound, i) => bound.To != clipped[i].To).Any();
        if (!isWhole || part.Length != Product(lengths) || (partDimensions.Length == lengths.Length && !partDimensions.SequenceEqual(lengths)))
        {
            throw new UaException(StatusCode.BadIndexRangeDataMismatch, "What is written does not have the size of the range.");
        }

        var copy = (Array)elements.Clone();
        var from = 0;
        foreach (var offset in Rows(dimensions, clipped))
        {
            Array.Copy(part, from, copy, offset, lengths[^1]);
            from += lengths[^1];
        }

        return Rebuilt(value, copy, dimensions);
    }

    private static bool TryParse(ReadOnlySpan<char> text, out (uint From, uint To) bound)
    {
        bound = default;
        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            var isNumber = TryNumber(text, out var at);
            bound = (at, at);
            return isNumber;
        }

        var isPair = TryNumber(text[..colon], out var from) & TryNumber(text[(colon + 1)..], out var to);
        bound = (from, to);
        return isPair && from < to; // a range of one is written without a colon
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private Variant? Cut(in Variant value)
    {
        var (elements, dimensions) = Parts(value);
        if (elements is null)
        {
            return null;
        }

        // One bound more than dimensions cuts each text of an array.
        if (_bounds.Length == dimensions.Length + 1 && elements is string[] or byte[][] && value.Shape != VariantShape.Scalar)
        {
            return new NumericRange(_bounds[..^1]).Cut(value) is { } outer ? CutEach(outer) : null;
        }

        if (dimensions.Length != _bounds.Length || !TryClip(dimensions, out var clipped))
        {
            return null;
        }

        var lengths = Lengths(clipped);
        var part = Array.CreateInstanceFromArrayType(elements.GetType(), Product(lengths));
        var to = 0;
        foreach (var offset in Rows(dimensions, clipped))
        {
            Array.Copy(elements, offset, part, to, lengths[^1]);
            to += lengths[^1];
        }

        return Rebuilt(value, part, lengths);
    }

    private Variant? CutEach(in Variant outer)
    {
        var inner = new NumericRange([_bounds[^1]]);
        var (elements, dimensions) = Parts(outer);
        Array cut = elements is string[] texts
            ? Array.ConvertAll(texts, text => text is null ? null : inner.Cut(Variant.Of(text))?.Reference as string)
            : Array.ConvertAll((byte[][])elements!, bytes => bytes is null ? null : inner.Cut(Variant.Of(bytes))?.Reference as byte[]); // CutEach is called for these two
        return cut.Cast<object?>().All(each => each is null) ? null : Rebuilt(outer, cut, dimensions);
    }

    /// <summary>The elements in one row with their dimensions; a text is the row of its characters. Nothing for a plain scalar.</summary>
    private static (Array? Elements, int[] Dimensions) Parts(in Variant value) => value.Reference switch
    {
        VariantMatrix matrix => (matrix.Elements, [.. matrix.Dimensions]),
        string text when value.Shape == VariantShape.Scalar => (text.ToCharArray(), [text.Length]),
        Array elements when value.Shape == VariantShape.Array || elements is byte[] => (elements, [elements.Length]),
        _ => (null, []),
    };

    private static Variant Rebuilt(in Variant original, Array elements, int[] dimensions) => (original.Shape, elements) switch
    {
        (VariantShape.Scalar, char[] text) => original.Type == BuiltInType.XmlElement ? Variant.OfXml(new string(text)) : Variant.Of(new string(text)),
        (VariantShape.Scalar, byte[] bytes) => Variant.Of(bytes),
        (VariantShape.Matrix, _) => Variant.OfMatrix(original.Type, elements, dimensions),
        _ => Variant.OfArray(original.Type, elements),
    };

    private bool TryClip(int[] dimensions, out (int From, int To)[] clipped)
    {
        clipped = new (int, int)[dimensions.Length];
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (_bounds[i].From >= dimensions[i])
            {
                return false;
            }

            clipped[i] = ((int)_bounds[i].From, (int)Math.Min(_bounds[i].To, (uint)dimensions[i] - 1));
        }

        return true;
    }

    private static int[] Lengths((int From, int To)[] bounds) => Array.ConvertAll(bounds, bound => bound.To - bound.From + 1);

    private static int Product(int[] lengths) => lengths.Aggregate(1, (product, length) => product * length);

    /// <summary>Where each row of the part begins in the whole, in order.</summary>
    private static IEnumerable<int> Rows(int[] dimensions, (int From, int To)[] bounds)
    {
        var at = Array.ConvertAll(bounds, bound => bound.From);
        while (true)
        {
            yield return at.Select((index, i) => (index, dimensions[i])).Aggregate(0, (offset, each) => (offset * each.Item2) + each.index);

            var dimension = bounds.Length - 2;
            while (dimension >= 0 && ++at[dimension] > bounds[dimension].To)
            {
                at[dimension] = bounds[dimension].From;
                dimension--;
            }

            if (dimension < 0)
            {
                yield break;
            }
        }
    }
}
