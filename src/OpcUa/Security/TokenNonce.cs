using System.Security.Cryptography;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>What one side gives to the keys of one token: random bytes, or the public half of an ephemeral key (Part 6 §6.7.6, §6.8.1).</summary>
internal sealed class TokenNonce : IDisposable
{
    private readonly SecurityPolicy _policy;
    private readonly EphemeralKey? _key;

    public TokenNonce(SecurityPolicy policy)
    {
        _policy = policy;
        _key = policy.IsElliptic ? new EphemeralKey(policy) : null;
        Bytes = _key?.PublicKey ?? RandomNumberGenerator.GetBytes(policy.NonceLength);
    }

    /// <summary>As it is sent; empty with policy None.</summary>
    public byte[] Bytes { get; }

    /// <summary>Makes what both sides have in common of this and what the peer has sent.</summary>
    /// <exception cref="Types.UaException">BadNonceInvalid: the peer's is no key on the policy's curve.</exception>
    public TokenMaterial Complete(ReadOnlySpan<byte> peer, bool isClient) => _key is not null
        ? TokenMaterial.FromKeys(_key, peer, isClient)
        : isClient
            ? TokenMaterial.FromNonces(_policy, Bytes, peer)
            : TokenMaterial.FromNonces(_policy, peer, Bytes);

    public void Dispose() => _key?.Dispose();
}
