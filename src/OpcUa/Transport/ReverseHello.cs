using System.Buffers.Binary;
using System.Text;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>What a server says first on a connection that it has made: who it is, and the URL that the client's Hello shall repeat (Part 6 §7.1.2.6).</summary>
internal readonly record struct ReverseHello(string ServerUri, string EndpointUrl)
{
    private const int MinLength = ChunkHeader.Length + 8;

    public byte[] Encode()
    {
        var server = Encoding.UTF8.GetBytes(ServerUri);
        var url = Encoding.UTF8.GetBytes(EndpointUrl);
        var bytes = new byte[MinLength + server.Length + url.Length];
        ChunkHeader.Write(bytes, MessageType.ReverseHello, ChunkKind.Final, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), server.Length);
        server.CopyTo(bytes, 12);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12 + server.Length), url.Length);
        url.CopyTo(bytes, 16 + server.Length);
        return bytes;
    }

    /// <exception cref="UaException">BadDecodingError, or BadTcpEndpointUrlInvalid for a text that is too long, cut off or not UTF-8.</exception>
    public static ReverseHello Decode(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < MinLength)
        {
            throw new UaException(StatusCode.BadDecodingError, $"A ReverseHello of {chunk.Length} bytes is shorter than {MinLength}.");
        }

        // Four bytes are kept for the length of the second text, whatever the first one says of itself.
        var server = HandshakeText.Read(chunk[8..^4], TransportLimits.MaxEndpointUrlLength, StatusCode.BadTcpEndpointUrlInvalid);
        var second = 12 + Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(chunk[8..]));
        var url = HandshakeText.Read(chunk[second..], TransportLimits.MaxEndpointUrlLength, StatusCode.BadTcpEndpointUrlInvalid);
        return new ReverseHello(server, url);
    }
}
