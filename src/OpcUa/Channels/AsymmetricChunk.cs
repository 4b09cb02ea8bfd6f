using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>The clear part of an OPN: the policy, who sends it and whose key it is encrypted for (Part 6 §6.7.2.3).</summary>
internal sealed record AsymmetricHeader(uint ChannelId, string? PolicyUri, byte[]? SenderCertificate, byte[]? ReceiverThumbprint, int Length)
{
    private static readonly CodecLimits Limits = CodecLimits.Server with { MaxStringBytes = 255, MaxByteStringBytes = 65_536 };

    public static AsymmetricHeader Read(ReadOnlySpan<byte> chunk)
    {
        var reader = new UaReader(chunk, Limits);
        reader.Take(ChunkHeader.Length);
        return new AsymmetricHeader(
            reader.ReadUInt32(), reader.ReadString(), reader.ReadByteString(), reader.ReadByteString(), reader.Position);
    }
}

/// <summary>
/// Seals and opens OPN, the one message secured with certificates' keys: signed and encrypted with RSA, only signed with keys on a curve,
/// since those do not encrypt (Part 6 §6.7.4, §6.8.1). Always a single chunk.
/// </summary>
internal static class AsymmetricChunk
{
    private const int SequenceLength = 8;

    /// <param name="own">This side's certificate; null with policy None.</param>
    /// <param name="peerKey">Key of <paramref name="peerCertificate"/>; null with policy None.</param>
    public static byte[] Seal(
        SecurityPolicy policy, ApplicationCertificate? own, AsymmetricAlgorithm? peerKey, ReadOnlySpan<byte> peerCertificate,
        uint channelId, uint sequence, uint requestId, ReadOnlySpan<byte> body)
    {
        var head = WriteHead(policy, own, peerCertificate, channelId);
        if (own is null || peerKey is null)
        {
            return SealClear(head, sequence, requestId, body);
        }

        return policy.IsElliptic
            ? SealSigned(policy, own, head, sequence, requestId, body)
            : SealEncrypted(policy, own, peerKey, head, sequence, requestId, body);
    }

    /// <summary>Checks an OPN, and decrypts it where it is encrypted; the sender's certificate must have been validated before.</summary>
    /// <exception cref="UaException">BadSecurityChecksFailed, the same for every kind of damage.</exception>
    public static (uint Sequence, uint RequestId, byte[] Body) Open(
        ReadOnlySpan<byte> chunk, AsymmetricHeader header, SecurityPolicy policy, ApplicationCertificate? own, AsymmetricAlgorithm? peerKey)
    {
        var rest = chunk[header.Length..];
        if (own is null || peerKey is null)
        {
            return ReadSequence(rest);
        }

        var plain = policy.IsElliptic ? rest : AsymmetricCryptography.Decrypt(policy, own.PrivateKey, rest);
        var end = plain.Length - AsymmetricCryptography.SignatureLength(peerKey);
        if (end < SequenceLength
            || !AsymmetricCryptography.Verify(policy, peerKey, [.. chunk[..header.Length], .. plain[..end]], plain[end..]))
        {
            throw Refused();
        }

        var bodyEnd = policy.IsElliptic ? end : WithoutPadding(plain[..end], own.PrivateKey.KeySize);
        return bodyEnd >= SequenceLength ? ReadSequence(plain[..bodyEnd]) : throw Refused();
    }

    private static byte[] SealSigned(
        SecurityPolicy policy, ApplicationCertificate own, byte[] head, uint sequence, uint requestId, ReadOnlySpan<byte> body)
    {
        var end = head.Length + SequenceLength + body.Length;
        var chunk = new byte[end + AsymmetricCryptography.SignatureLength(own.PrivateKey)];
        head.CopyTo(chunk, 0);
        ChunkHeader.Write(chunk, MessageType.OpenChannel, ChunkKind.Final, chunk.Length);
        WriteSequence(chunk.AsSpan(head.Length), sequence, requestId, body);
        AsymmetricCryptography.Sign(policy, own.PrivateKey, chunk.AsSpan(0, end)).CopyTo(chunk, end);
        return chunk;
    }

    private static byte[] SealEncrypted(
        SecurityPolicy policy, ApplicationCertificate own, AsymmetricAlgorithm peerKey, byte[] head, uint sequence, uint requestId, ReadOnlySpan<byte> body)
    {
        var block = AsymmetricCryptography.PlainBlockLength(policy, peerKey);
        var cipherBlock = AsymmetricCryptography.CipherBlockLength(peerKey);
        var signatureLength = AsymmetricCryptography.SignatureLength(own.PrivateKey);
        var sizeBytes = peerKey.KeySize > 2_048 ? 2 : 1; // PaddingSize, and ExtraPaddingSize for long keys (Part 6 §6.7.2.5)
        var bare = SequenceLength + body.Length + sizeBytes + signatureLength;
        var padding = (block - (bare % block)) % block;
        var plain = new byte[bare + padding];
        WriteSequence(plain, sequence, requestId, body);
        var at = SequenceLength + body.Length;
        plain.AsSpan(at, padding + 1).Fill((byte)padding);
        if (sizeBytes == 2)
        {
            plain[at + 1 + padding] = (byte)(padding >> 8);
        }

        var total = head.Length + (plain.Length / block * cipherBlock);
        var chunk = new byte[total];
        head.CopyTo(chunk, 0);
        ChunkHeader.Write(chunk, MessageType.OpenChannel, ChunkKind.Final, total);
        var signed = plain.AsSpan(0, plain.Length - signatureLength);
        var signature = AsymmetricCryptography.Sign(policy, own.PrivateKey, [.. chunk.AsSpan(0, head.Length), .. signed]);
        signature.CopyTo(plain.AsSpan(signed.Length));
        AsymmetricCryptography.Encrypt(policy, peerKey, plain).CopyTo(chunk, head.Length);
        return chunk;
    }

    // Where the body ends, or less than nothing for a padding that is longer than the message.
    private static int WithoutPadding(ReadOnlySpan<byte> signed, int receiverBits)
    {
        var isLong = receiverBits > 2_048;
        var extra = isLong ? signed[^1] : 0;
        var sizeEnd = isLong ? signed.Length - 1 : signed.Length;
        return sizeEnd - (signed[sizeEnd - 1] | (extra << 8)) - 1;
    }

    private static byte[] WriteHead(SecurityPolicy policy, ApplicationCertificate? own, ReadOnlySpan<byte> peerCertificate, uint channelId)
    {
        var uri = Encoding.UTF8.GetBytes(policy.Uri);
        var buffer = new PooledBuffer();
        using (buffer)
        {
            var writer = new UaWriter(buffer);
            writer.WriteUInt64(0); // the header, known when the length is
            writer.WriteUInt32(channelId);
            writer.WriteByteSpan(uri);
            writer.WriteByteString(own?.Der.ToArray());
            writer.WriteByteString(own is null ? null : SHA1.HashData(peerCertificate));
            writer.Flush();
            return buffer.Span.ToArray();
        }
    }

    private static byte[] SealClear(byte[] head, uint sequence, uint requestId, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[head.Length + SequenceLength + body.Length];
        head.CopyTo(chunk, 0);
        ChunkHeader.Write(chunk, MessageType.OpenChannel, ChunkKind.Final, chunk.Length);
        WriteSequence(chunk.AsSpan(head.Length), sequence, requestId, body);
        return chunk;
    }

    private static void WriteSequence(Span<byte> destination, uint sequence, uint requestId, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], requestId);
        body.CopyTo(destination[SequenceLength..]);
    }

    private static (uint Sequence, uint RequestId, byte[] Body) ReadSequence(ReadOnlySpan<byte> plain) => plain.Length >= SequenceLength
        ? (BinaryPrimitives.ReadUInt32LittleEndian(plain), BinaryPrimitives.ReadUInt32LittleEndian(plain[4..]), plain[SequenceLength..].ToArray())
        : throw new UaException(StatusCode.BadDecodingError, $"{plain.Length} bytes are too short for a sequence header of {SequenceLength}.");

    private static UaException Refused() =>
        new(StatusCode.BadSecurityChecksFailed, "The channel's opening message was altered on its way, or is not from the owner of its certificate.");
}
