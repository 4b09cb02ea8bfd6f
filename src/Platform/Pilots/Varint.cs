using System.Buffers;

namespace IndustrialGateway.Platform.Pilots;

/// <summary>Unsigned numbers in seven-bit groups, lowest first.</summary>
internal static class Varint
{
    private const int MaxBytes = 10;

    public static void Write(IBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(MaxBytes);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    /// <exception cref="InvalidDataException">The number does not end.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> input)
    {
        ulong value = 0;
        for (var i = 0; i < Math.Min(MaxBytes, input.Length); i++)
        {
            value |= (ulong)(input[i] & 0x7F) << (7 * i);
            if (input[i] < 0x80)
            {
                input = input[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException($"A number does not end within {Math.Min(MaxBytes, input.Length)} bytes.");
    }
}
