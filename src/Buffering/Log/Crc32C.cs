using System.Buffers.Binary;
using System.Numerics;

namespace IndustrialGateway.Buffering.Log;

/// <summary>CRC-32C (Castagnoli) started from a seed, so that bytes of another segment never pass for this one's.</summary>
internal static class Crc32C
{
    public static uint Of(uint seed, ReadOnlySpan<byte> bytes)
    {
        var crc = ~seed;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return ~crc;
    }
}
