using System.Security.Cryptography;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>P_hash of TLS 1.2 (RFC 5246 §5), from which both sides make the keys of a token (Part 6 §6.7.6).</summary>
internal static class KeyDerivation
{
    public static void PHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed, Span<byte> destination)
    {
        var hash = algorithm == HashAlgorithmName.SHA1 ? HMACSHA1.HashSizeInBytes : HMACSHA256.HashSizeInBytes;
        Span<byte> chained = stackalloc byte[hash + seed.Length]; // A(i) + seed
        Span<byte> block = stackalloc byte[hash];
        CryptographicOperations.HmacData(algorithm, secret, seed, chained);
        seed.CopyTo(chained[hash..]);
        while (true)
        {
            CryptographicOperations.HmacData(algorithm, secret, chained, block);
            if (destination.Length <= hash)
            {
                block[..destination.Length].CopyTo(destination);
                break;
            }

            block.CopyTo(destination);
            destination = destination[hash..];
            CryptographicOperations.HmacData(algorithm, secret, chained[..hash], block);
            block.CopyTo(chained);
        }

        CryptographicOperations.ZeroMemory(chained);
        CryptographicOperations.ZeroMemory(block);
    }
}
