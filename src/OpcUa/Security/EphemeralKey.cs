using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>A key pair on a curve for one agreement on other keys; its private half never leaves this object (Part 6 §6.8.1).</summary>
public sealed class EphemeralKey : IDisposable
{
    private readonly SecurityPolicy _policy;
    private readonly ECDiffieHellman _key;

    /// <param name="policy">One with keys on a curve.</param>
    public EphemeralKey(SecurityPolicy policy)
        : this(policy, ECDiffieHellman.Create(Keys.Curve(Elliptic(policy).Keys[0])))
    {
    }

    internal EphemeralKey(SecurityPolicy policy, ECDiffieHellman key)
    {
        _policy = policy;
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = [.. point.X!, .. point.Y!]; // both are there in what was made here
    }

    public SecurityPolicy Policy => _policy;

    /// <summary>As it goes over the wire: x and y side by side, each as long as the curve's numbers.</summary>
    public byte[] PublicKey { get; }

    /// <summary>What only both sides can make: HKDF over the shared secret, for a purpose and bound to both public keys (RFC 5869).</summary>
    /// <param name="purpose">Such as <c>opcua-client</c>.</param>
    /// <param name="first">The public key that comes first in the salt.</param>
    /// <exception cref="UaException">BadNonceInvalid: the peer's is no key on the curve.</exception>
    public byte[] Derive(ReadOnlySpan<byte> peer, string purpose, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, int length)
    {
        var secret = Agree(peer);
        try
        {
            Span<byte> size = stackalloc byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)length);
            byte[] salt = [.. size, .. Encoding.UTF8.GetBytes(purpose), .. first, .. second];
            return HKDF.DeriveKey(_policy.Hash, secret, length, salt, salt);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public void Dispose() => _key.Dispose();

    private static SecurityPolicy Elliptic(SecurityPolicy policy) => policy is { IsElliptic: true }
        ? policy
        : throw new ArgumentException($"The policy {policy} has no keys on a curve.", nameof(policy));

    private byte[] Agree(ReadOnlySpan<byte> peer)
    {
        if (peer.Length != _policy.NonceLength)
        {
            throw new UaException(StatusCode.BadNonceInvalid, $"An ephemeral key of {peer.Length} bytes is not one of {_policy}, which has {_policy.NonceLength}.");
        }

        try
        {
            var half = peer.Length / 2;
            var point = new ECPoint { X = peer[..half].ToArray(), Y = peer[half..].ToArray() };
            using var theirs = ECDiffieHellman.Create(new ECParameters { Curve = Keys.Curve(_policy.Keys[0]), Q = point });
            using var publicKey = theirs.PublicKey;
            return _key.DeriveRawSecretAgreement(publicKey);
        }
        catch (CryptographicException failure)
        {
            throw new UaException(StatusCode.BadNonceInvalid, $"The peer's ephemeral key is no point of the curve of {_policy}.", failure);
        }
    }
}
