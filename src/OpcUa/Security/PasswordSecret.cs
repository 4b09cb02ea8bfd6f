using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>A password on its way in a user name token: bound to the server's last nonce and encrypted with the server's RSA key (Part 4 §7.41.2.2).</summary>
public static class PasswordSecret
{
    /// <summary>Longer passwords are refused on both sides, in bytes.</summary>
    public const int MaxLength = 512;

    /// <param name="policy">The token's policy; with None a password must not leave this process.</param>
    public static byte[] Encrypt(SecurityPolicy policy, AsymmetricAlgorithm serverKey, string password, ReadOnlySpan<byte> serverNonce)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var text = Encoding.UTF8.GetBytes(password);
        if (policy.IsNone || text.Length > MaxLength)
        {
            throw new UaException(
                StatusCode.BadIdentityTokenInvalid,
                policy.IsNone ? "A password is never sent without encryption." : $"A password of {text.Length} bytes is longer than {MaxLength}.");
        }

        var plain = new byte[4 + text.Length + serverNonce.Length];
        BinaryPrimitives.WriteInt32LittleEndian(plain, text.Length + serverNonce.Length);
        text.CopyTo(plain, 4);
        serverNonce.CopyTo(plain.AsSpan(4 + text.Length));
        var cipher = AsymmetricCryptography.Encrypt(policy, serverKey, plain);
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(text);
        return cipher;
    }

    /// <exception cref="UaException">BadIdentityTokenInvalid, the same for every kind of damage.</exception>
    public static string Decrypt(SecurityPolicy policy, AsymmetricAlgorithm serverKey, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> serverNonce)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(serverKey);
        var maxCipher = 4 * AsymmetricCryptography.CipherBlockLength(serverKey);
        if (policy.IsNone || cipher.Length > maxCipher)
        {
            throw Invalid(null);
        }

        try
        {
            var plain = AsymmetricCryptography.Decrypt(policy, serverKey, cipher);
            return Open(plain, serverNonce);
        }
        catch (Exception failure) when (failure is UaException or ArgumentException)
        {
            throw Invalid(failure);
        }
    }

    private static string Open(byte[] plain, ReadOnlySpan<byte> serverNonce)
    {
        var rest = plain.AsSpan();
        if (rest.Length < 4 + serverNonce.Length || BinaryPrimitives.ReadInt32LittleEndian(rest) is var length && length != rest.Length - 4
            || !CryptographicOperations.FixedTimeEquals(rest[^serverNonce.Length..], serverNonce))
        {
            throw Invalid(null);
        }

        var password = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(rest[4..^serverNonce.Length]);
        CryptographicOperations.ZeroMemory(plain);
        return password;
    }

    private static UaException Invalid(Exception? cause) => cause is null
        ? new UaException(StatusCode.BadIdentityTokenInvalid, "The user name token's password cannot be decrypted or is not for this session.")
        : new UaException(StatusCode.BadIdentityTokenInvalid, "The user name token's password cannot be decrypted or is not for this session.", cause);
}
