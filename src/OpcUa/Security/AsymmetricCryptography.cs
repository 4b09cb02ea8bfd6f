using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>RSA as the policies use it: signatures and encryption block by block (Part 6 §6.7.2.5, Part 7).</summary>
public static class AsymmetricCryptography
{
    private const int MaxBlockLength = 2_048; // of the longest key that .NET makes, in bytes

    public static byte[] Sign(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(privateKey);
        return privateKey.SignData(data, policy.Hash, policy.SignaturePadding);
    }

    public static bool Verify(SecurityPolicy policy, RSA publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(publicKey);
        try
        {
            return publicKey.VerifyData(data, signature, policy.Hash, policy.SignaturePadding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public static int PlainBlockLength(SecurityPolicy policy, RSA key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return CipherBlockLength(key) - policy.EncryptionOverhead;
    }

    public static int CipherBlockLength(RSA key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.KeySize / 8;
    }

    /// <summary>Encrypts in blocks; the last may be short.</summary>
    public static byte[] Encrypt(SecurityPolicy policy, RSA publicKey, ReadOnlySpan<byte> plain)
    {
        var block = PlainBlockLength(policy, publicKey);
        var cipherBlock = CipherBlockLength(publicKey);
        var cipher = new byte[(plain.Length + block - 1) / block * cipherBlock];
        for (var at = 0; plain.Length > 0; at += cipherBlock)
        {
            var piece = plain[..Math.Min(block, plain.Length)];
            publicKey.Encrypt(piece, cipher.AsSpan(at), policy.EncryptionPadding);
            plain = plain[piece.Length..];
        }

        return cipher;
    }

    /// <summary>
    /// Decrypts in blocks. What cannot be decrypted becomes random bytes, which then fail the caller's check of signature or nonce like any
    /// other damage: with the same status, after the same work, so that nobody learns from it (CVE-2024-42512).
    /// </summary>
    /// <exception cref="UaException">BadSecurityChecksFailed: not whole blocks, which everybody can see.</exception>
    public static byte[] Decrypt(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> cipher)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(privateKey);
        var cipherBlock = CipherBlockLength(privateKey);
        if (cipher.IsEmpty || cipher.Length % cipherBlock != 0)
        {
            throw new UaException(
                StatusCode.BadSecurityChecksFailed, $"{cipher.Length} encrypted bytes are not whole blocks of {cipherBlock}.");
        }

        var plain = new byte[cipher.Length];
        var length = 0;
        for (; cipher.Length > 0; cipher = cipher[cipherBlock..])
        {
            length += DecryptBlock(policy, privateKey, cipher[..cipherBlock], plain.AsSpan(length));
        }

        var result = plain.AsSpan(0, length).ToArray();
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }

    private static int DecryptBlock(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> cipher, Span<byte> plain)
    {
        var block = PlainBlockLength(policy, privateKey);
        Span<byte> random = stackalloc byte[MaxBlockLength];
        RandomNumberGenerator.Fill(random[..block]);
        try
        {
            return privateKey.Decrypt(cipher, plain, policy.EncryptionPadding);
        }
        catch (CryptographicException)
        {
            random[..block].CopyTo(plain);
            return block;
        }
    }
}
