using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// One UA-TCP connection, cut into whole chunks: sizes are checked before memory is taken, a peer that stalls in the middle is hung up on.
/// One reader and one writer at a time. Every failure is a <see cref="UaException"/>.
/// </summary>
public sealed class TransportConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly ReceiveBuffer _input;
    private readonly TransportLimits _own;
    private readonly ITimer _readStall;
    private readonly ITimer _writeStall;
    private bool _isReadTimed;
    private int _maxChunk = TransportLimits.HandshakeChunkSize;
    private volatile UaException? _stalled;

    /// <param name="stream">The two-way stream of bytes, closed with this connection.</param>
    public TransportConnection(Stream stream, TransportLimits own, TimeProvider time, string peer = "")
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(time);
        _stream = stream;
        _own = own;
        Peer = peer;
        _input = new ReceiveBuffer(stream, time);
        _readStall = time.CreateTimer(_ => Stall("sent only a part of a chunk"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _writeStall = time.CreateTimer(_ => Stall("took nothing of what was sent"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who is at the other end, for logs.</summary>
    public string Peer { get; }

    /// <summary>What the handshake agreed on.</summary>
    public NegotiatedLimits Limits { get; private set; } =
        new(TransportLimits.HandshakeChunkSize, TransportLimits.HandshakeChunkSize, 0, 0, TransportLimits.HandshakeChunkSize, 1);

    /// <summary>The endpoint URL of the client's Hello.</summary>
    public string EndpointUrl { get; private set; } = "";

    /// <summary>The next chunk, or null when the peer closed in good order between two chunks.</summary>
    /// <exception cref="UaException">The peer's own error, a malformed or oversized chunk, or the connection's end in the middle of one.</exception>
    public async ValueTask<ReceivedChunk?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ticks = _input.LastReadTicks; // of the bytes that are left from the last read
            while (true)
            {
                if (TryTake(ticks, out var chunk))
                {
                    StopReadStall();
                    return chunk;
                }

                var isFirst = _input.Count == 0;
                if (!await _input.FillAsync(_maxChunk, cancellationToken).ConfigureAwait(false))
                {
                    return isFirst
                        ? null
                        : throw new UaException(StatusCode.BadConnectionClosed, $"The connection ended after {_input.Count} bytes of a chunk.");
                }

                ticks = isFirst ? _input.LastReadTicks : ticks;
            }
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken(failure);
        }
    }

    /// <summary>Sends whole chunks; returns when the socket has taken them.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> chunks)
    {
        try
        {
            // Not to be cancelled: half a chunk on the wire would spoil all that follows. Closing the connection ends it.
            var write = _stream.WriteAsync(chunks, CancellationToken.None);
            if (!write.IsCompletedSuccessfully)
            {
                _writeStall.Change(_own.StallTimeout, Timeout.InfiniteTimeSpan);
                await write.ConfigureAwait(false);
                _writeStall.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            throw Broken(failure);
        }
    }

    /// <summary>Tells the peer why it is hung up on, as far as it still listens; never throws.</summary>
    public async ValueTask WriteErrorAsync(StatusCode status, string reason)
    {
        try
        {
            await WriteAsync(new ErrorMessage(status, reason).Encode()).ConfigureAwait(false);
        }
        catch (UaException)
        {
            // The peer is gone already: there is nobody to tell.
        }
    }

    /// <summary>Breaks the connection at once: whoever reads or writes fails.</summary>
    public void Abort() => _stream.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _readStall.DisposeAsync().ConfigureAwait(false);
        await _writeStall.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>To be called by the one reader when it has ended: gives the receive buffers back.</summary>
    internal void CompleteReading() => _input.Release();

    /// <summary>From now on the negotiated limits hold.</summary>
    internal void Negotiated(NegotiatedLimits limits, string endpointUrl)
    {
        Limits = limits;
        EndpointUrl = endpointUrl;
        _maxChunk = limits.ReceiveChunkSize;
    }

    private bool TryTake(long ticks, out ReceivedChunk chunk)
    {
        chunk = default;
        if (_input.Count < ChunkHeader.Length)
        {
            StartReadStall();
            return false;
        }

        var header = ChunkHeader.Read(_input.Bytes, _maxChunk);
        if (_input.Count < header.Size)
        {
            StartReadStall();
            return false;
        }

        var bytes = _input.Take(header.Size);
        chunk = header.Type == MessageType.Error
            ? throw ErrorMessage.Decode(bytes.Span).ToException()
            : new ReceivedChunk(header, bytes, ticks);
        return true;
    }

    // Only while a part of a chunk is there: between two chunks a peer may be silent.
    private void StartReadStall()
    {
        if (!_isReadTimed && _input.Count > 0)
        {
            _isReadTimed = true;
            _readStall.Change(_own.StallTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    private void StopReadStall()
    {
        if (_isReadTimed)
        {
            _isReadTimed = false;
            _readStall.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Stall(string how)
    {
        _stalled = new UaException(StatusCode.BadTimeout, $"The peer {how} within {_own.StallTimeout}.");
        Abort();
    }

    private static bool IsBroken(Exception failure) => failure is IOException or ObjectDisposedException or InvalidOperationException;

    // The message of an ObjectDisposedException has two lines, and says nothing that an operator could use.
    private UaException Broken(Exception failure) => _stalled ?? new UaException(
        StatusCode.BadConnectionClosed, $"The connection to {Peer} broke: {(failure is ObjectDisposedException ? "this side closed it." : failure.Message)}", failure);
}
