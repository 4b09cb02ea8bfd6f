namespace IndustrialGateway.OpcUa.Types;

/// <summary>The elements of a multi-dimensional array, higher dimensions first, with the length of each dimension (Part 6 §5.2.2.16).</summary>
public sealed class VariantMatrix
{
    public VariantMatrix(Array elements, int[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(elements);
        ArgumentNullException.ThrowIfNull(dimensions);
        if (!Fits(dimensions, elements.Length))
        {
            throw new UaException(
                StatusCode.BadTypeMismatch,
                $"Dimensions [{string.Join(',', dimensions)}] do not hold {elements.Length} elements.");
        }

        Elements = elements;
        Dimensions = dimensions;
    }

    /// <summary>A typed one-dimensional array, as a <see cref="Variant"/> of shape Array would hold it.</summary>
    public Array Elements { get; }

    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>Whether the dimensions are not negative and their product is exactly this length, without overflow.</summary>
    internal static bool Fits(ReadOnlySpan<int> dimensions, int length)
    {
        long product = 1;
        foreach (var dimension in dimensions)
        {
            product *= dimension;
            if (dimension < 0 || product > int.MaxValue)
            {
                return false;
            }
        }

        return product == length;
    }
}
