using System.Buffers.Binary;
using System.Text;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>What a client says first: its buffers, its limits for responses and where it wants to go (Part 6 §7.1.2.3).</summary>
internal readonly record struct Hello(
    uint ReceiveBufferSize, uint SendBufferSize, uint MaxMessageSize, uint MaxChunkCount, string EndpointUrl)
{
    public byte[] Encode()
    {
        var url = Encoding.UTF8.GetBytes(EndpointUrl);
        var bytes = new byte[ChunkHeader.Length + 24 + url.Length];
        ChunkHeader.Write(bytes, MessageType.Hello, ChunkKind.Final, bytes.Length);
        Acknowledge.WriteNumbers(bytes, ReceiveBufferSize, SendBufferSize, MaxMessageSize, MaxChunkCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), url.Length);
        url.CopyTo(bytes, 32);
        return bytes;
    }

    public static Hello Decode(ReadOnlySpan<byte> chunk)
    {
        var n = Acknowledge.Decode(chunk, MessageType.Hello);
        var url = HandshakeText.Read(chunk[28..], TransportLimits.MaxEndpointUrlLength, StatusCode.BadTcpEndpointUrlInvalid);
        return new Hello(n.ReceiveBufferSize, n.SendBufferSize, n.MaxMessageSize, n.MaxChunkCount, url);
    }
}

/// <summary>The server's answer to a Hello: the buffers as they shall be used, and its limits for requests (Part 6 §7.1.2.4).</summary>
internal readonly record struct Acknowledge(uint ReceiveBufferSize, uint SendBufferSize, uint MaxMessageSize, uint MaxChunkCount)
{
    private const int NumbersLength = ChunkHeader.Length + 20;

    public byte[] Encode()
    {
        var bytes = new byte[NumbersLength];
        ChunkHeader.Write(bytes, MessageType.Acknowledge, ChunkKind.Final, bytes.Length);
        WriteNumbers(bytes, ReceiveBufferSize, SendBufferSize, MaxMessageSize, MaxChunkCount);
        return bytes;
    }

    public static Acknowledge Decode(ReadOnlySpan<byte> chunk) => Decode(chunk, MessageType.Acknowledge);

    /// <summary>The five numbers that Hello and Acknowledge share; the version, zero so far, may be any.</summary>
    internal static Acknowledge Decode(ReadOnlySpan<byte> chunk, MessageType type)
    {
        var wanted = type == MessageType.Hello ? NumbersLength + 4 : NumbersLength;
        if (chunk.Length < wanted)
        {
            throw new UaException(StatusCode.BadDecodingError, $"A {type} of {chunk.Length} bytes is shorter than {wanted}.");
        }

        return new Acknowledge(Number(chunk, 12), Number(chunk, 16), Number(chunk, 20), Number(chunk, 24));
    }

    internal static void WriteNumbers(Span<byte> chunk, uint receive, uint send, uint maxMessage, uint maxChunks)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[8..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[12..], receive);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[16..], send);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[20..], maxMessage);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[24..], maxChunks);
    }

    private static uint Number(ReadOnlySpan<byte> chunk, int at) => BinaryPrimitives.ReadUInt32LittleEndian(chunk[at..]);
}

/// <summary>The last chunk before a side hangs up: the status and a reason in words (Part 6 §7.1.2.5).</summary>
internal readonly record struct ErrorMessage(StatusCode Status, string Reason)
{
    private const int MaxReasonLength = 4_096;

    public byte[] Encode()
    {
        var reason = Encoding.UTF8.GetBytes(Reason.Length > 1_000 ? Reason[..1_000] : Reason);
        var bytes = new byte[ChunkHeader.Length + 8 + reason.Length];
        ChunkHeader.Write(bytes, MessageType.Error, ChunkKind.Final, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Status.Value);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), reason.Length);
        reason.CopyTo(bytes, 16);
        return bytes;
    }

    public static ErrorMessage Decode(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < ChunkHeader.Length + 8)
        {
            throw new UaException(StatusCode.BadDecodingError, $"An error message of {chunk.Length} bytes is shorter than 16.");
        }

        var status = new StatusCode(BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]));
        var reason = HandshakeText.Read(chunk[12..], MaxReasonLength, StatusCode.BadDecodingError);
        return new ErrorMessage(status.IsBad ? status : StatusCode.BadConnectionClosed, reason);
    }

    /// <summary>What the peer gave as reason, fit for one line of a log.</summary>
    public UaException ToException()
    {
        var clean = string.Concat(Reason.Where(letter => !char.IsControl(letter)).Take(300));
        return new UaException(Status, clean.Length == 0 ? "The peer ended the connection." : $"The peer ended the connection: {clean}");
    }
}

/// <summary>A string of the handshake: strict UTF-8, its length checked first.</summary>
internal static class HandshakeText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(ReadOnlySpan<byte> bytes, int maxLength, StatusCode refusal)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length == -1)
        {
            return "";
        }

        if (length < 0 || length > maxLength || length > bytes.Length - 4)
        {
            throw new UaException(refusal, $"A text of {length} bytes is outside 0..{Math.Min(maxLength, bytes.Length - 4)}.");
        }

        try
        {
            return Strict.GetString(bytes.Slice(4, length));
        }
        catch (DecoderFallbackException failure)
        {
            throw new UaException(refusal, "A text of the handshake is not UTF-8.", failure);
        }
    }
}
