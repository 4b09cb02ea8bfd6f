using System.Buffers.Binary;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>Seals and opens the chunks of MSG and CLO, in place (Part 6 §6.7.2): header, token id, sequence header, body, padding, signature.</summary>
internal static class SymmetricChunk
{
    /// <summary>Header (8), channel id (4), token id (4): never encrypted.</summary>
    public const int ClearLength = 16;

    /// <summary>Where the body starts: after the sequence number and the request id.</summary>
    public const int BodyAt = ClearLength + 8;

    /// <summary>The most body bytes that a chunk of this size can carry.</summary>
    public static int MaxBodyLength(int chunkSize, ChannelToken token)
    {
        if (token.SendKeys is null)
        {
            return chunkSize - BodyAt;
        }

        var signature = token.Policy.SignatureLength;
        if (!token.Encrypts)
        {
            return chunkSize - BodyAt - signature;
        }

        var block = token.Policy.BlockLength;
        var encrypted = (chunkSize - ClearLength) / block * block;
        return encrypted - (BodyAt - ClearLength) - 1 - signature;
    }

    /// <summary>What may come after the body: padding size, padding and signature, in bytes.</summary>
    public static int MaxTrailer(ChannelToken token) =>
        token.SendKeys is null ? 0 : token.Policy.SignatureLength + (token.Encrypts ? token.Policy.BlockLength : 0);

    /// <summary>Makes a chunk of a body that lies at <see cref="BodyAt"/>; returns the chunk's length.</summary>
    public static int Seal(
        Span<byte> chunk, int bodyLength, MessageType type, ChunkKind kind, ChannelToken token, uint sequence, uint requestId)
    {
        var end = BodyAt + bodyLength;
        var signature = token.SendKeys is null ? 0 : token.Policy.SignatureLength;
        if (token.Encrypts)
        {
            var block = token.Policy.BlockLength;
            var over = (end - ClearLength + 1 + signature) % block;
            var padding = over == 0 ? 0 : block - over;
            chunk.Slice(end, padding + 1).Fill((byte)padding); // the size byte, then that many bytes of the same value
            end += padding + 1;
        }

        var total = end + signature;
        ChunkHeader.Write(chunk, type, kind, total);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[8..], token.ChannelId);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[12..], token.TokenId);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[16..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[20..], requestId);
        if (token.SendKeys is { } keys)
        {
            keys.Sign(chunk[..end], chunk[end..total]);
            if (token.Encrypts)
            {
                keys.Encrypt(chunk[ClearLength..total]);
            }
        }

        return total;
    }

    public static (uint ChannelId, uint TokenId) ReadIds(ReadOnlySpan<byte> chunk) => chunk.Length >= BodyAt
        ? (BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]), BinaryPrimitives.ReadUInt32LittleEndian(chunk[12..]))
        : throw new UaException(StatusCode.BadDecodingError, $"A chunk of {chunk.Length} bytes is too short for its {BodyAt} bytes of headers.");

    /// <summary>Decrypts and checks; the body then lies at <see cref="BodyAt"/> with the length returned.</summary>
    /// <exception cref="UaException">BadSecurityChecksFailed, the same for every kind of damage.</exception>
    public static (uint Sequence, uint RequestId, int BodyLength) Open(Span<byte> chunk, ChannelToken token)
    {
        var end = chunk.Length;
        if (token.ReceiveKeys is { } keys)
        {
            end = Check(chunk, token, keys);
        }

        return (BinaryPrimitives.ReadUInt32LittleEndian(chunk[16..]), BinaryPrimitives.ReadUInt32LittleEndian(chunk[20..]), end - BodyAt);
    }

    private static int Check(Span<byte> chunk, ChannelToken token, Security.SymmetricKeys keys)
    {
        var end = chunk.Length - token.Policy.SignatureLength;
        var whole = !token.Encrypts || (chunk.Length - ClearLength) % token.Policy.BlockLength == 0;
        if (end < BodyAt || !whole)
        {
            throw Refused();
        }

        if (token.Encrypts)
        {
            keys.Decrypt(chunk[ClearLength..]);
        }

        // The signature first: it covers the padding, so what the padding says cannot be played with.
        if (!keys.Verify(chunk[..end], chunk[end..]))
        {
            throw Refused();
        }

        if (token.Encrypts)
        {
            end -= chunk[end - 1] + 1;
        }

        return end >= BodyAt ? end : throw Refused();
    }

    private static UaException Refused() =>
        new(StatusCode.BadSecurityChecksFailed, "A message was altered on its way, or is not from this channel's peer.");
}
