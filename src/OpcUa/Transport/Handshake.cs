using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// Hello and Acknowledge from both sides: agrees on buffer sizes and message limits (Part 6 §7.1.2.3, §7.1.2.4). Where the server has made
/// the connection, its ReverseHello goes before (§7.1.3).
/// </summary>
public static class Handshake
{
    /// <summary>Says Hello and waits for the server's Acknowledge.</summary>
    public static async ValueTask GreetAsync(
        TransportConnection connection, string endpointUrl, TransportLimits own, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(own);
        var hello = new Hello(
            (uint)own.ReceiveBufferSize, (uint)own.SendBufferSize, (uint)own.MaxMessageSize, (uint)own.MaxChunkCount, endpointUrl);
        await connection.WriteAsync(hello.Encode()).ConfigureAwait(false);
        var chunk = await ReadAsync(connection, MessageType.Acknowledge, cancellationToken).ConfigureAwait(false);
        connection.Negotiated(AgreeAsClient(own, Acknowledge.Decode(chunk.Bytes.Span)), endpointUrl);
    }

    /// <summary>Waits for the client's Hello and answers it.</summary>
    public static async ValueTask WelcomeAsync(TransportConnection connection, TransportLimits own, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(own);
        var chunk = await ReadAsync(connection, MessageType.Hello, cancellationToken).ConfigureAwait(false);
        var hello = Hello.Decode(chunk.Bytes.Span);
        var agreed = AgreeAsServer(own, hello);
        connection.Negotiated(agreed, hello.EndpointUrl);
        var answer = new Acknowledge(
            (uint)agreed.ReceiveChunkSize, (uint)agreed.SendChunkSize, (uint)own.MaxMessageSize, (uint)own.MaxChunkCount);
        await connection.WriteAsync(answer.Encode()).ConfigureAwait(false);
    }

    /// <summary>Says who calls, on a connection that the server has made; the client's Hello comes whenever it needs the connection.</summary>
    internal static ValueTask AnnounceAsync(TransportConnection connection, ReverseHello self) => connection.WriteAsync(self.Encode());

    /// <summary>Waits until a server that has made the connection says who it is.</summary>
    internal static async ValueTask<ReverseHello> HearAsync(TransportConnection connection, CancellationToken cancellationToken)
    {
        var chunk = await ReadAsync(connection, MessageType.ReverseHello, cancellationToken).ConfigureAwait(false);
        return ReverseHello.Decode(chunk.Bytes.Span);
    }

    internal static NegotiatedLimits AgreeAsClient(TransportLimits own, Acknowledge theirs)
    {
        RequireBuffer(theirs.ReceiveBufferSize);
        RequireBuffer(theirs.SendBufferSize);
        if (theirs.ReceiveBufferSize > (uint)own.SendBufferSize || theirs.SendBufferSize > (uint)own.ReceiveBufferSize)
        {
            throw new UaException(
                StatusCode.BadTcpMessageTooLarge,
                $"The server acknowledged buffers of {theirs.ReceiveBufferSize} and {theirs.SendBufferSize} bytes, more than the {own.SendBufferSize} and {own.ReceiveBufferSize} asked for.");
        }

        return new NegotiatedLimits(
            (int)theirs.ReceiveBufferSize, (int)theirs.SendBufferSize, theirs.MaxMessageSize, Count(theirs.MaxChunkCount), own.MaxMessageSize, own.MaxChunkCount);
    }

    internal static NegotiatedLimits AgreeAsServer(TransportLimits own, Hello theirs)
    {
        RequireBuffer(theirs.ReceiveBufferSize);
        RequireBuffer(theirs.SendBufferSize);
        return new NegotiatedLimits(
            (int)Math.Min((uint)own.SendBufferSize, theirs.ReceiveBufferSize),
            (int)Math.Min((uint)own.ReceiveBufferSize, theirs.SendBufferSize),
            theirs.MaxMessageSize,
            Count(theirs.MaxChunkCount),
            own.MaxMessageSize,
            own.MaxChunkCount);
    }

    private static int Count(uint chunks) => (int)Math.Min(chunks, int.MaxValue);

    private static void RequireBuffer(uint size)
    {
        if (size < TransportLimits.HandshakeChunkSize)
        {
            throw new UaException(
                StatusCode.BadConnectionRejected, $"A buffer of {size} bytes is smaller than the {TransportLimits.HandshakeChunkSize} that OPC UA requires.");
        }
    }

    private static async ValueTask<ReceivedChunk> ReadAsync(
        TransportConnection connection, MessageType wanted, CancellationToken cancellationToken)
    {
        var chunk = await connection.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new UaException(StatusCode.BadConnectionClosed, $"The peer hung up instead of sending its {wanted}.");
        return chunk.Header.Type == wanted
            ? chunk
            : throw new UaException(StatusCode.BadTcpMessageTypeInvalid, $"Expected a {wanted}, but a {chunk.Header.Type} came.");
    }
}
