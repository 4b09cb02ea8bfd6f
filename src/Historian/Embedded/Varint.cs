using System.Buffers;

namespace IndustrialGateway.Historian.Embedded;

/// <summary>Integers in as few bytes of seven bits as they take, the lowest first (protobuf's varint).</summary>
internal static class Varint
{
    private const int BitsPerByte = 7;
    private const int MaxLength = 10;
    private const byte Continued = 0x80;

    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <param name="output">Takes the bytes.</param>
    /// <param name="value">Any.</param>
    /// <param name="longer">Bytes more than needed: they are read as nothing.</param>
    public static void Write(ArrayBufferWriter<byte> output, ulong value, int longer = 0)
    {
        var span = output.GetSpan(MaxLength + longer);
        var length = 0;
        for (; value >= Continued; value >>= BitsPerByte)
        {
            span[length++] = (byte)(value | Continued);
        }

        span[length++] = (byte)value;
        for (; longer > 0; longer--)
        {
            span[length - 1] |= Continued;
            span[length++] = 0;
        }

        output.Advance(length);
    }

    /// <summary>Takes one off.</summary>
    /// <exception cref="IndexOutOfRangeException">The bytes end in the middle of it.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var index = 0; ; index++)
        {
            value |= (ulong)(bytes[index] & ~Continued) << (index * BitsPerByte);
            if (bytes[index] < Continued)
            {
                bytes = bytes[(index + 1)..];
                return value;
            }
        }
    }
}
