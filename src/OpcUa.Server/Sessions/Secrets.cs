using System.Security.Cryptography;
using System.Text;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>Compares secrets in a time that tells nothing of where they differ, nor of how long the right one is.</summary>
public static class Secrets
{
    /// <summary>For <see cref="UaServerOptions.CheckPassword"/> of owners who hold the password itself.</summary>
    public static bool AreSame(string expected, string given)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(given);
        return AreSame(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
    }

    public static bool AreSame(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> given)
    {
        Span<byte> digests = stackalloc byte[2 * SHA256.HashSizeInBytes];
        SHA256.HashData(expected, digests);
        SHA256.HashData(given, digests[SHA256.HashSizeInBytes..]);
        return CryptographicOperations.FixedTimeEquals(digests[..SHA256.HashSizeInBytes], digests[SHA256.HashSizeInBytes..]);
    }
}
