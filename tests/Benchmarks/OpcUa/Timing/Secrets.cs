using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Benchmarks.OpcUa.Timing;

/// <summary>Secrets of both kinds, as long as each other: those that cannot be decrypted, and those that can and are wrong inside.</summary>
internal sealed class Secrets(RSA serverKey)
{
    public static readonly SecurityPolicy Policy = SecurityPolicy.Basic256Sha256;

    private readonly byte[] _otherNonce = RandomNumberGenerator.GetBytes(32);

    /// <summary>A password of another session, or bytes that are none.</summary>
    public byte[] Password(bool isUndecryptable) =>
        isUndecryptable ? Harmless(1) : PasswordSecret.Encrypt(Policy, serverKey, "a guess", _otherNonce);

    /// <summary>The secret part of an OPN with a wrong signature, or bytes that are none.</summary>
    public byte[] Open(bool isUndecryptable, int blocks) => isUndecryptable
        ? Harmless(blocks)
        : AsymmetricCryptography.Encrypt(Policy, serverKey, RandomNumberGenerator.GetBytes(blocks * AsymmetricCryptography.PlainBlockLength(Policy, serverKey)));

    // Below the modulus, whatever that is.
    private byte[] Harmless(int blocks)
    {
        var block = serverKey.KeySize / 8;
        var cipher = RandomNumberGenerator.GetBytes(blocks * block);
        for (var at = 0; at < cipher.Length; at += block)
        {
            cipher[at] = 0;
        }

        return cipher;
    }
}
