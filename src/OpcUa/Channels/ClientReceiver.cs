using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>The reading half of a client's channel: opens chunks, joins messages and gives each answer to the request that waits for it.</summary>
internal sealed partial class ClientReceiver : IDisposable
{
    private readonly TokenOpening _opening;
    private readonly ChunkSender _sender;
    private readonly PendingRequests _pending;
    private readonly CodecLimits _codec;
    private readonly ILogger _logger;
    private readonly ReceiveTokens _tokens = new();
    private readonly MessageAssembler _assembler;
    private ReceiveSequence _received;
    private uint _openRequest;

    public ClientReceiver(
        NegotiatedLimits limits, TokenOpening opening, ChunkSender sender, PendingRequests pending, CodecLimits codec, ILogger logger)
    {
        _assembler = new MessageAssembler(limits);
        _opening = opening;
        _sender = sender;
        _pending = pending;
        _codec = codec;
        _logger = logger;
    }

    /// <summary>The newest token; null before the channel is open.</summary>
    public ChannelToken? Token => _tokens.Current;

    /// <summary>The request to which an OPN will be the answer; any other OPN ends the channel.</summary>
    public void ExpectOpen(uint requestId) => Volatile.Write(ref _openRequest, requestId);

    /// <exception cref="UaException">The channel must end.</exception>
    public void Take(ReceivedChunk chunk)
    {
        switch (chunk.Header.Type)
        {
            case MessageType.Message:
                TakeMessage(chunk);
                break;
            case MessageType.OpenChannel:
                TakeOpen(chunk);
                break;
            case MessageType.CloseChannel:
                throw new UaException(StatusCode.BadSecureChannelClosed, "The server closed the channel.");
            default:
                throw new UaException(StatusCode.BadTcpMessageTypeInvalid, $"A {chunk.Header.Type} came from the server in the middle of the channel.");
        }
    }

    private void TakeMessage(ReceivedChunk chunk)
    {
        var (channelId, tokenId) = SymmetricChunk.ReadIds(chunk.Bytes.Span);
        var token = _tokens.Find(channelId, tokenId, out _);
        var (sequence, requestId, length) = SymmetricChunk.Open(chunk.Bytes.Span, token);
        _received.Check(sequence, token.Policy);
        var body = chunk.Bytes.Slice(SymmetricChunk.BodyAt, length);
        if (!_assembler.TryAdd(chunk.Header.Kind, requestId, body, chunk.ReceivedTicks, out var message))
        {
            return;
        }

        if (!_pending.TryTake(message.RequestId, out var pending))
        {
            LogUnexpected(message.RequestId);
            return;
        }

        try
        {
            if (message.IsAborted)
            {
                pending.Fail(message.WhyAborted());
                return;
            }

            // Here, so that answers are decoded in the order in which they came.
            var response = ServiceMessages.DecodeResponse(message.Body.Span, _codec);
            response.ReceivedTicks = message.ReceivedTicks;
            pending.Succeed(response);
        }
        catch (UaException failure)
        {
            pending.Fail(failure);
        }
    }

    private void TakeOpen(ReceivedChunk chunk)
    {
        var (sequence, requestId, body) = _opening.Open(chunk.Bytes.Span);
        _received.Check(sequence, _opening.Policy);
        if (requestId != Volatile.Read(ref _openRequest) || !_pending.TryTake(requestId, out var pending))
        {
            throw new UaException(StatusCode.BadTcpMessageTypeInvalid, $"The server opened a channel (request {requestId}) that nobody asked for.");
        }

        try
        {
            var response = ServiceMessages.DecodeResponse(body, _codec);
            if (response is OpenSecureChannelResponse opened && !response.Header.ServiceResult.IsBad)
            {
                var token = _opening.Accept(opened);
                _tokens.Add(token);
                _sender.Use(token);
            }

            pending.Succeed(response);
        }
        catch (UaException failure)
        {
            pending.Fail(failure); // taken out above: nobody else would tell who waits for it
            throw;
        }
    }

    public void Dispose()
    {
        _assembler.Dispose();
        _tokens.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "An answer to request {RequestId} came, for which nobody waits")]
    private partial void LogUnexpected(uint requestId);
}
