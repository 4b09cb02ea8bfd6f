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

    /// <param name="material">Of one direction of a token: the key of the HMAC, the key of AES and the initialization vector, side by side.</param>
    public SymmetricKeys(SecurityPolicy policy, ReadOnlySpan<byte> material)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _computed = new byte[policy.SignatureLength];
        _hmac = IncrementalHash.CreateHMAC(policy.Hash, material[..policy.SignatureKeyLength]);
        _aes = Aes.Create();
        _aes.Key = material.Slice(policy.SignatureKeyLength, policy.EncryptionKeyLength).ToArray();
        _iv = material.Slice(policy.SignatureKeyLength + policy.EncryptionKeyLength, policy.BlockLength).ToArray();
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
