using System.Security.Cryptography;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// The keys of one direction of one token: signs, checks, encrypts and decrypts chunks in place with key objects made once. One thread at a time.
/// </summary>
public sealed class SymmetricKeys : IDisposable
{
    private readonly IncrementalHash _hmac;
    private readonly Aes _aes;
    private readonly byte[] _iv;
    private readonly byte[] _computed;

    private SymmetricKeys(SecurityPolicy policy, ReadOnlySpan<byte> material)
    {
        _computed = new byte[policy.SignatureLength];
        _hmac = IncrementalHash.CreateHMAC(policy.Hash, material[..policy.SignatureKeyLength]);
        _aes = Aes.Create();
        _aes.Key = material.Slice(policy.SignatureKeyLength, policy.EncryptionKeyLength).ToArray();
        _iv = material.Slice(policy.SignatureKeyLength + policy.EncryptionKeyLength, policy.BlockLength).ToArray();
    }

    /// <summary>Keys for what the owner of <paramref name="seed"/> sends: the other side's nonce is the secret (Part 6 §6.7.6, Table 65).</summary>
    public static SymmetricKeys Derive(SecurityPolicy policy, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Span<byte> material = stackalloc byte[policy.SignatureKeyLength + policy.EncryptionKeyLength + policy.BlockLength];
        KeyDerivation.PHash(policy.Hash, secret, seed, material);
        try
        {
            return new SymmetricKeys(policy, material);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(material);
        }
    }

    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        _hmac.AppendData(data);
        _hmac.GetHashAndReset(signature);
    }

    /// <summary>Compares in a time that does not depend on where they differ.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        _hmac.AppendData(data);
        _hmac.GetHashAndReset(_computed);
        return CryptographicOperations.FixedTimeEquals(_computed, signature);
    }

    /// <summary>Whole blocks; each chunk starts with the token's own initialization vector (Part 6 §6.7.6).</summary>
    public void Encrypt(Span<byte> data) => _aes.EncryptCbc(data, _iv, data, PaddingMode.None);

    public void Decrypt(Span<byte> data) => _aes.DecryptCbc(data, _iv, data, PaddingMode.None);

    public void Dispose()
    {
        _hmac.Dispose();
        _aes.Dispose();
    }
}
