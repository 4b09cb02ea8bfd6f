using System.Runtime.CompilerServices;

namespace IndustrialGateway.Model;

/// <summary>Doubles that are an integer over a power of ten, exactly: most transmitters send such.</summary>
internal static class DecimalScale
{
    /// <summary>Integers up to here are exact in a double, and so is the division back (IEEE 754 §5.4.1).</summary>
    private const double MaxInteger = 1L << 53;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    /// <summary>The integer n with n / 10^places equal to the value, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScale(long bits, byte places, out long integer)
    {
        var power = Powers[places];
        var scaled = Math.Round(BitConverter.Int64BitsToDouble(bits) * power);
        if (!(Math.Abs(scaled) <= MaxInteger))
        {
            integer = 0;
            return false;
        }

        integer = (long)scaled;
        return BitConverter.DoubleToInt64Bits(integer / power) == bits;
    }

    /// <summary>The value's bits back from the integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Unscale(long integer, byte places) =>
        BitConverter.DoubleToInt64Bits(integer / Powers[places]);

    /// <summary>The fewest places from <paramref name="atLeast"/> on with which the value is exact; null = none up to 9.</summary>
    public static byte? FindPlaces(long bits, byte atLeast)
    {
        for (var places = atLeast; places <= PointShape.MaxDecimalPlaces; places++)
        {
            if (TryScale(bits, places, out _))
            {
                return places;
            }
        }

        return null;
    }
}
