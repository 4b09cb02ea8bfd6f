using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Security;

/// <summary>
/// A password on its way under a policy with keys on a curve, the structure EccEncryptedSecret: encrypted for the server's ephemeral key, bound
/// to its last nonce, signed by the client (Part 4 §7.40.2.3 and §7.40.2.5, Part 6 §6.8.3).
/// </summary>
public static class EccSecret
{
    private const uint TypeId = 17546; // of the data type, not of an encoding
    private const byte BinaryBody = 1;
    private const int LengthAt = 5; // behind the type id of four bytes and the encoding
    private const string Purpose = "opcua-secret";
    private const string Faulty = "The user name token's password cannot be decrypted or is not for this session.";
    private static readonly CodecLimits Limits = CodecLimits.Server with { MaxStringBytes = 255, MaxByteStringBytes = 65_536 };

    /// <param name="receiver">The server's ephemeral key, whose signature was checked.</param>
    /// <param name="sender">Whose key signs: the certificate of the client's channel.</param>
    /// <exception cref="UaException">BadNonceInvalid: the server's key is none on the curve. BadIdentityTokenInvalid: the password is too long.</exception>
    public static byte[] Encrypt(
        SecurityPolicy policy, ApplicationCertificate sender, ReadOnlySpan<byte> receiver, string password, ReadOnlySpan<byte> serverNonce, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(sender);
        var text = Encoding.UTF8.GetBytes(password);
        if (text.Length > PasswordSecret.MaxLength)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, $"A password of {text.Length} bytes is longer than {PasswordSecret.MaxLength}.");
        }

        using var key = new EphemeralKey(policy);
        byte[] cipher;
        try
        {
            var material = key.Derive(receiver, Purpose, key.PublicKey, receiver, policy.EncryptionKeyLength + policy.BlockLength);
            cipher = Crypt(policy, material, Plain(policy, text, serverNonce), isEncrypting: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }

        byte[] signed = [.. Head(policy, sender, receiver, key.PublicKey, time), .. cipher];
        var length = signed.Length + AsymmetricCryptography.SignatureLength(sender.PrivateKey) - LengthAt - sizeof(int);
        BinaryPrimitives.WriteInt32LittleEndian(signed.AsSpan(LengthAt), length);
        return [.. signed, .. AsymmetricCryptography.Sign(policy, sender.PrivateKey, signed)];
    }

    /// <param name="receiver">The ephemeral key that the client was given last.</param>
    /// <param name="senderKey">Of the certificate of the client's channel.</param>
    /// <exception cref="UaException">BadIdentityTokenInvalid, the same for every kind of damage.</exception>
    public static string Decrypt(SecurityPolicy policy, EphemeralKey receiver, AsymmetricAlgorithm senderKey, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> serverNonce)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(receiver);
        try
        {
            var signedLength = secret.Length - AsymmetricCryptography.SignatureLength(senderKey);
            if (signedLength <= 0 || !AsymmetricCryptography.Verify(policy, senderKey, secret[..signedLength], secret[signedLength..]))
            {
                throw new UaException(StatusCode.BadIdentityTokenInvalid, Faulty);
            }

            // From here on it is certain who wrote it: nobody learns anything from how it fails.
            return Open(policy, receiver, secret[..signedLength], secret.Length, serverNonce);
        }
        catch (Exception failure) when (failure is UaException or ArgumentException or CryptographicException or ObjectDisposedException)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, Faulty, failure);
        }
    }

    private static string Open(SecurityPolicy policy, EphemeralKey receiver, ReadOnlySpan<byte> signed, int length, ReadOnlySpan<byte> serverNonce)
    {
        var reader = new UaReader(signed, Limits);
        var isOne = reader.ReadNodeId() == new NodeId(TypeId) && reader.ReadByte() == BinaryBody && reader.ReadInt32() == length - reader.Position
            && reader.ReadString() == policy.Uri;
        reader.ReadByteSpan(); // the certificate, which is the channel's
        reader.ReadDateTime(); // when; the nonce says it better
        int keyLength = reader.ReadUInt16();
        var keysAt = reader.Position;
        var sender = reader.ReadByteSpan();
        var isForThis = reader.ReadByteSpan().SequenceEqual(receiver.PublicKey) && reader.Position - keysAt == keyLength;
        if (!isOne || !isForThis)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, Faulty);
        }

        var material = receiver.Derive(sender, Purpose, sender, receiver.PublicKey, policy.EncryptionKeyLength + policy.BlockLength);
        var plain = Crypt(policy, material, reader.Take(reader.Remaining).ToArray(), isEncrypting: false);
        try
        {
            return PasswordIn(plain, serverNonce);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static string PasswordIn(byte[] plain, ReadOnlySpan<byte> serverNonce)
    {
        var payload = new UaReader(plain, Limits);
        var nonce = payload.ReadByteSpan();
        var password = payload.ReadByteSpan();
        if (!CryptographicOperations.FixedTimeEquals(nonce, serverNonce) || password.Length > PasswordSecret.MaxLength)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, Faulty);
        }

        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(password);
        RequirePadding(ref payload);
        return text;
    }

    // Its size stands behind it, low byte first, and each of its bytes is that low byte. Some senders pad once more behind that: it is signed, too.
    private static void RequirePadding(ref UaReader payload)
    {
        var size = payload.ReadByte();
        if (payload.Take(size).ContainsAnyExcept(size) || payload.ReadByte() != 0)
        {
            throw new UaException(StatusCode.BadIdentityTokenInvalid, Faulty);
        }
    }

    private static byte[] Plain(SecurityPolicy policy, byte[] text, ReadOnlySpan<byte> serverNonce)
    {
        // At least a block of padding and secret, so that the length of a short one is not told (Part 6 §6.8.3).
        var bare = sizeof(int) + serverNonce.Length + sizeof(int) + text.Length + sizeof(ushort);
        var padding = (policy.BlockLength - (bare % policy.BlockLength)) % policy.BlockLength;
        padding += padding + text.Length < policy.BlockLength ? policy.BlockLength : 0;
        var plain = new byte[bare + padding]; // not a buffer of the pool: others would find the password in it
        var rest = Put(Put(plain, serverNonce), text);
        rest[..padding].Fill((byte)padding);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[padding..], (ushort)padding);
        return plain;
    }

    private static Span<byte> Put(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, bytes.Length);
        bytes.CopyTo(target[sizeof(int)..]);
        return target[(sizeof(int) + bytes.Length)..];
    }

    private static byte[] Head(
        SecurityPolicy policy, ApplicationCertificate sender, ReadOnlySpan<byte> receiver, byte[] publicKey, TimeProvider time)
    {
        using var buffer = new PooledBufferWriter(2_048);
        var writer = new UaWriter(buffer);
        writer.WriteNodeId(new NodeId(TypeId));
        writer.WriteByte(BinaryBody);
        writer.WriteInt32(0); // the length, known when all is there
        writer.WriteString(policy.Uri);
        writer.WriteByteSpan(sender.Der.Span);
        writer.WriteDateTime(UaDateTime.Now(time));
        writer.WriteUInt16((ushort)(sizeof(int) + publicKey.Length + sizeof(int) + receiver.Length));
        writer.WriteByteSpan(publicKey);
        writer.WriteByteSpan(receiver);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Crypt(SecurityPolicy policy, byte[] material, byte[] data, bool isEncrypting)
    {
        using var aes = Aes.Create();
        aes.SetKey(material.AsSpan(0, policy.EncryptionKeyLength));
        var vector = material.AsSpan(policy.EncryptionKeyLength);
        var result = isEncrypting ? aes.EncryptCbc(data, vector, PaddingMode.None) : aes.DecryptCbc(data, vector, PaddingMode.None);
        CryptographicOperations.ZeroMemory(material);
        CryptographicOperations.ZeroMemory(data);
        return result;
    }
}
