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

/// <summary>Seals and opens OPN, the one message secured with RSA; always a single chunk (Part 6 §6.7.4).</summary>
internal static class AsymmetricChunk
{
    private const int SequenceLength = 8;

    /// <param name="own">This side's certificate; null with policy None.</param>
    /// <param name="peerKey">Key of <paramref name="peerCertificate"/>; null with policy None.</param>
    public static byte[] Seal(
        SecurityPolicy policy, ApplicationCertificate? own, RSA? peerKey, ReadOnlySpan<byte> peerCertificate,
        uint channelId, uint sequence, uint requestId, ReadOnlySpan<byte> body)
    {
        var head = WriteHead(policy, own, peerCertificate, channelId);
        if (own is null || peerKey is null)
        {
            return SealClear(head, sequence, requestId, body);
        }

        var block = AsymmetricCryptography.PlainBlockLength(policy, peerKey);
        var cipherBlock = AsymmetricCryptography.CipherBlockLength(peerKey);
        var signatureLength = own.PrivateKey.KeySize / 8;
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

    /// <summary>Decrypts and checks an OPN; the sender's certificate must have been validated before.</summary>
    /// <exception cref="UaException">BadSecurityChecksFailed, the same for every kind of damage.</exception>
    public static (uint Sequence, uint RequestId, byte[] Body) Open(
        ReadOnlySpan<byte> chunk, AsymmetricHeader header, SecurityPolicy policy, ApplicationCertificate? own, RSA? peerKey)
    {
        var rest = chunk[header.Length..];
        if (own is null || peerKey is null)
        {
            return ReadSequence(rest);
        }

        var plain = AsymmetricCryptography.Decrypt(policy, own.PrivateKey, rest);
        var signatureLength = peerKey.KeySize / 8;
        var end = plain.Length - signatureLength;
        if (end < SequenceLength + 1
            || !AsymmetricCryptography.Verify(policy, peerKey, [.. chunk[..header.Length], .. plain.AsSpan(0, end)], plain.AsSpan(end)))
        {
            throw Refused();
        }

        var large = own.PrivateKey.KeySize > 2_048;
        var extra = large ? plain[end - 1] : 0;
        var sizeEnd = large ? end - 1 : end;
        var padding = plain[sizeEnd - 1] | (extra << 8);
        var bodyEnd = sizeEnd - padding - 1;
        return bodyEnd >= SequenceLength ? ReadSequence(plain.AsSpan(0, bodyEnd)) : throw Refused();
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
