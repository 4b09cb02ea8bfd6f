using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>RSA as the policies use it: signatures over SHA-256 and encryption block by block (Part 6 §6.7.2.5, Part 7).</summary>
public static class AsymmetricCryptography
{
    public static byte[] Sign(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(privateKey);
        return privateKey.SignData(data, HashAlgorithmName.SHA256, policy.SignaturePadding);
    }

    public static bool Verify(SecurityPolicy policy, RSA publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(publicKey);
        try
        {
            return publicKey.VerifyData(data, signature, HashAlgorithmName.SHA256, policy.SignaturePadding);
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

    /// <exception cref="UaException">BadSecurityChecksFailed, the same for every kind of damage, so that nobody learns from it.</exception>
    public static byte[] Decrypt(SecurityPolicy policy, RSA privateKey, ReadOnlySpan<byte> cipher)
    {
        var cipherBlock = CipherBlockLength(privateKey);
        if (cipher.IsEmpty || cipher.Length % cipherBlock != 0)
        {
            throw Failed(null);
        }

        var plain = new byte[cipher.Length];
        var length = 0;
        try
        {
            for (; cipher.Length > 0; cipher = cipher[cipherBlock..])
            {
                length += privateKey.Decrypt(cipher[..cipherBlock], plain.AsSpan(length), policy.EncryptionPadding);
            }
        }
        catch (CryptographicException failure)
        {
            throw Failed(failure);
        }

        var result = plain.AsSpan(0, length).ToArray();
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }

    private static UaException Failed(CryptographicException? cause) => cause is null
        ? new UaException(StatusCode.BadSecurityChecksFailed, "The message cannot be decrypted with this application's key.")
        : new UaException(StatusCode.BadSecurityChecksFailed, "The message cannot be decrypted with this application's key.", cause);
}
