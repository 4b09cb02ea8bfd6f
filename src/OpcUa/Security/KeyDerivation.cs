using System.Security.Cryptography;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>P_SHA256 of TLS 1.2 (RFC 5246 §5), from which both sides make the keys of a token (Part 6 §6.7.6).</summary>
internal static class KeyDerivation
{
    public static void PSha256(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed, Span<byte> destination)
    {
        const int hash = HMACSHA256.HashSizeInBytes;
        Span<byte> chained = stackalloc byte[hash + seed.Length]; // A(i) + seed
        Span<byte> block = stackalloc byte[hash];
        HMACSHA256.HashData(secret, seed, chained);
        seed.CopyTo(chained[hash..]);
        while (true)
        {
            HMACSHA256.HashData(secret, chained, block);
            if (destination.Length <= hash)
            {
                block[..destination.Length].CopyTo(destination);
                break;
            }

            block.CopyTo(destination);
            destination = destination[hash..];
            HMACSHA256.HashData(secret, chained[..hash], block);
            block.CopyTo(chained);
        }

        CryptographicOperations.ZeroMemory(chained);
        CryptographicOperations.ZeroMemory(block);
    }
}
