using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>A whole message, or the news that its sender gave it up. The body is valid until the next chunk is read.</summary>
internal readonly record struct AssembledMessage(uint RequestId, ReadOnlyMemory<byte> Body, long ReceivedTicks, bool IsAborted)
{
    private static readonly CodecLimits AbortLimits = CodecLimits.Server with { MaxStringBytes = 4_096 };

    /// <summary>Why the sender gave it up: the status and a reason (Part 6 §6.7.3). Read only for who waits for it, because aborts cost their sender nothing.</summary>
    public UaException WhyAborted()
    {
        var reader = new UaReader(Body.Span, AbortLimits);
        var status = reader.ReadStatusCode();
        var reason = string.Concat((reader.ReadString() ?? "").Where(letter => !char.IsControl(letter)).Take(300));
        return new UaException(status.IsBad ? status : StatusCode.BadCommunicationError, $"The peer gave up its message: {reason}");
    }
}

/// <summary>Joins the chunks of one message at a time, within the negotiated size and count. A message of one chunk is not copied.</summary>
internal sealed class MessageAssembler(NegotiatedLimits limits) : IDisposable
{
    private PooledBuffer? _joined;
    private int _chunks;
    private uint _requestId;
    private long _receivedTicks;

    /// <exception cref="UaException">BadTcpMessageTooLarge, or BadTcpMessageTypeInvalid when chunks of two messages are mixed (Part 6 §6.7.2.2).</exception>
    public bool TryAdd(ChunkKind kind, uint requestId, ReadOnlyMemory<byte> body, long receivedTicks, out AssembledMessage message)
    {
        message = default;
        if (_chunks == 0)
        {
            _joined?.Dispose(); // handed out with the last message
            _joined = null;
            _requestId = requestId;
            _receivedTicks = receivedTicks;
        }

        if (requestId != _requestId)
        {
            throw new UaException(
                StatusCode.BadTcpMessageTypeInvalid, $"A chunk of message {requestId} came in the middle of message {_requestId}.");
        }

        if (kind == ChunkKind.Abort)
        {
            _chunks = 0;
            message = new AssembledMessage(requestId, body, _receivedTicks, IsAborted: true);
            return true;
        }

        CheckSize(body.Length);
        if (kind == ChunkKind.Final && _chunks == 0)
        {
            message = new AssembledMessage(requestId, body, receivedTicks, IsAborted: false);
            return true;
        }

        _chunks++;
        _joined ??= new PooledBuffer(capacity: 2 * body.Length);
        _joined.Write(body.Span);
        if (kind == ChunkKind.Intermediate)
        {
            return false;
        }

        _chunks = 0;
        message = new AssembledMessage(requestId, _joined.Memory, _receivedTicks, IsAborted: false);
        return true;
    }

    public void Dispose() => _joined?.Dispose();

    private void CheckSize(int more)
    {
        var size = (_joined?.Length ?? 0L) + more;
        if ((limits.MaxReceiveMessageSize > 0 && size > limits.MaxReceiveMessageSize)
            || (limits.MaxReceiveChunkCount > 0 && _chunks >= limits.MaxReceiveChunkCount))
        {
            throw new UaException(
                StatusCode.BadTcpMessageTooLarge,
                $"A message of more than {size - more} bytes in {_chunks} chunks is over the limit of {limits.MaxReceiveMessageSize} bytes or {limits.MaxReceiveChunkCount} chunks.");
        }
    }
}
