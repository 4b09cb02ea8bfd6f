using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>Certificates' keys as the policies use them: signatures with RSA or on a curve, encryption with RSA block by block (Part 6 §6.7.2.5, Part 7).</summary>
public static class AsymmetricCryptography
{
    private const int MaxBlockLength = 2_048; // of the longest key that .NET makes, in bytes

    public static byte[] Sign(SecurityPolicy policy, AsymmetricAlgorithm privateKey, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return privateKey is ECDsa elliptic
            ? elliptic.SignData(data, policy.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : Rsa(privateKey).SignData(data, policy.Hash, policy.SignaturePadding);
    }

    public static bool Verify(SecurityPolicy policy, AsymmetricAlgorithm publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(policy);
        try
        {
            return publicKey is ECDsa elliptic
                ? elliptic.VerifyData(data, signature, policy.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                : Rsa(publicKey).VerifyData(data, signature, policy.Hash, policy.SignaturePadding);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Of every signature that a key makes, in bytes: as long as its modulus, or r and s side by side.</summary>
    public static int SignatureLength(AsymmetricAlgorithm key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key is ECDsa ? 2 * ((key.KeySize + 7) / 8) : key.KeySize / 8;
    }

    public static int PlainBlockLength(SecurityPolicy policy, AsymmetricAlgorithm key)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return CipherBlockLength(key) - policy.EncryptionOverhead;
    }

    public static int CipherBlockLength(AsymmetricAlgorithm key) => Rsa(key).KeySize / 8;

    /// <summary>Encrypts in blocks; the last may be short.</summary>
    public static byte[] Encrypt(SecurityPolicy policy, AsymmetricAlgorithm publicKey, ReadOnlySpan<byte> plain)
    {
        var rsa = Rsa(publicKey);
        var block = PlainBlockLength(policy, publicKey);
        var cipherBlock = CipherBlockLength(publicKey);
        var cipher = new byte[(plain.Length + block - 1) / block * cipherBlock];
        for (var at = 0; plain.Length > 0; at += cipherBlock)
        {
            var piece = plain[..Math.Min(block, plain.Length)];
            rsa.Encrypt(piece, cipher.AsSpan(at), policy.EncryptionPadding);
            plain = plain[piece.Length..];
        }

        return cipher;
    }

    /// <summary>
    /// Decrypts in blocks. What cannot be decrypted becomes random bytes, which then fail the caller's check of signature or nonce like any
    /// other damage: with the same status, after the same work, so that nobody learns from it (CVE-2024-42512).
    /// </summary>
    /// <exception cref="UaException">BadSecurityChecksFailed: not whole blocks, which everybody can see.</exception>
    public static byte[] Decrypt(SecurityPolicy policy, AsymmetricAlgorithm privateKey, ReadOnlySpan<byte> cipher)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var rsa = Rsa(privateKey);
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
            length += DecryptBlock(policy, rsa, cipher[..cipherBlock], plain.AsSpan(length));
        }

        var result = plain.AsSpan(0, length).ToArray();
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }

    // Certificates are checked to fit their policy before anything is done with their keys.
    private static RSA Rsa(AsymmetricAlgorithm key) =>
        key as RSA ?? throw new ArgumentException($"A key of the kind {key?.GetType().Name} does not encrypt.", nameof(key));

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
