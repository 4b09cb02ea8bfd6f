using System.Buffers;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>
/// Sends whole messages, one after the other: cut into chunks, numbered, sealed with the present token. Safe for many threads.
/// </summary>
internal sealed class ChunkSender(TransportConnection connection) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SendSequence _sequence = new(0);
    private volatile ChannelToken? _token;
    private volatile ChannelToken? _granted;
    private ChannelToken? _inUse;

    /// <summary>A buffer for a message: what is written to it lies where the chunk wants it.</summary>
    public static PooledBuffer Rent(int maxLength = int.MaxValue) => new(SymmetricChunk.BodyAt, maxLength);

    /// <summary>From the next message on, this token is used. Does not wait for a message that is being sent.</summary>
    public void Use(ChannelToken token) => _token = token;

    /// <summary>This token is there, but the peer may not know it yet: it is used from <see cref="Use"/> on, or when the present one is over.</summary>
    public void Grant(ChannelToken token) => _granted = token;

    /// <summary>Sends a message that was written to a buffer of <see cref="Rent"/>; the buffer stays the caller's.</summary>
    /// <exception cref="UaException">BadRequestTooLarge (nothing was sent), or the connection is broken.</exception>
    public async ValueTask SendAsync(MessageType type, uint requestId, PooledBuffer message, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var token = TakeToken();
            var max = SymmetricChunk.MaxBodyLength(connection.Limits.SendChunkSize, token);
            var length = message.Length - SymmetricChunk.BodyAt;
            CheckSize(length, max);
            if (length <= max)
            {
                message.Reserve(SymmetricChunk.MaxTrailer(token));
                var whole = message.GetWhole();
                var sealedLength = SymmetricChunk.Seal(whole.Span, length, type, ChunkKind.Final, token, _sequence.Next(token.Policy), requestId);
                await connection.WriteAsync(whole[..sealedLength]).ConfigureAwait(false);
            }
            else
            {
                await SendChunksAsync(type, requestId, message.Body, max, token).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends an OPN that <paramref name="seal"/> makes of its sequence number.</summary>
    public async ValueTask SendOpenAsync(SecurityPolicy policy, Func<uint, byte[]> seal)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await connection.WriteAsync(seal(_sequence.Next(policy))).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells the peer why it is hung up on, as far as it still listens; never throws.</summary>
    public async ValueTask SendErrorAsync(UaException reason)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        await connection.WriteErrorAsync(reason.Status, reason.Message).ConfigureAwait(false);
        _turn.Release();
    }

    /// <summary>To be called when the connection is broken: whoever sends then fails.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _token = null;
        _inUse?.DisposeSendKeys();
        _inUse = null;
        _turn.Release();
    }

    private ChannelToken TakeToken()
    {
        var token = _token ?? throw new UaException(StatusCode.BadSecureChannelClosed, "The channel is not open.");
        if (_granted is { } granted && token.IsOver)
        {
            _token = token = granted;
        }

        if (token != _inUse)
        {
            _inUse?.DisposeSendKeys();
            _inUse = token;
        }

        return token;
    }

    private async ValueTask SendChunksAsync(MessageType type, uint requestId, ReadOnlyMemory<byte> body, int max, ChannelToken token)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(connection.Limits.SendChunkSize);
        try
        {
            while (!body.IsEmpty)
            {
                var piece = body[..Math.Min(max, body.Length)];
                piece.CopyTo(chunk.AsMemory(SymmetricChunk.BodyAt));
                body = body[piece.Length..];
                var kind = body.IsEmpty ? ChunkKind.Final : ChunkKind.Intermediate;
                var length = SymmetricChunk.Seal(chunk, piece.Length, type, kind, token, _sequence.Next(token.Policy), requestId);
                await connection.WriteAsync(chunk.AsMemory(0, length)).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private void CheckSize(int length, int maxBody)
    {
        var limits = connection.Limits;
        var chunks = (length + maxBody - 1) / maxBody;
        if ((limits.MaxSendMessageSize > 0 && length > limits.MaxSendMessageSize)
            || (limits.MaxSendChunkCount > 0 && chunks > limits.MaxSendChunkCount))
        {
            throw new UaException(
                StatusCode.BadRequestTooLarge,
                $"A message of {length} bytes in {chunks} chunks is over the peer's limit of {limits.MaxSendMessageSize} bytes or {limits.MaxSendChunkCount} chunks.");
        }
    }
}
