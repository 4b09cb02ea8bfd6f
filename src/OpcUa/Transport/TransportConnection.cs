using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// One UA-TCP connection, cut into whole chunks: sizes are checked before memory is taken, a peer that stalls in the middle is hung up on.
/// One reader and one writer at a time. Every failure is a <see cref="UaException"/>.
/// </summary>
public sealed class TransportConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly TimeProvider _time;
    private readonly TransportLimits _own;
    private readonly ITimer _readStall;
    private readonly ITimer _writeStall;
    private byte[]? _joined;
    private SequencePosition? _consumed;
    private bool _more;
    private long _receivedTicks;
    private int _maxChunk = TransportLimits.HandshakeChunkSize;
    private volatile UaException? _stalled;

    /// <param name="stream">The two-way stream of bytes, closed with this connection.</param>
    public TransportConnection(Stream stream, TransportLimits own, TimeProvider time, string peer = "")
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(time);
        _stream = stream;
        _own = own;
        _time = time;
        Peer = peer;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 65_536, minimumReadSize: 8_192, leaveOpen: true));
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
        if (_consumed is { } consumed)
        {
            _input.AdvanceTo(consumed);
            _consumed = null;
        }

        try
        {
            return await ReadChunkAsync(cancellationToken).ConfigureAwait(false);
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
    internal async ValueTask CompleteReadingAsync()
    {
        await _input.CompleteAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _joined, null) is { } joined)
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>From now on the negotiated limits hold.</summary>
    internal void Negotiated(NegotiatedLimits limits, string endpointUrl)
    {
        Limits = limits;
        EndpointUrl = endpointUrl;
        _maxChunk = limits.ReceiveChunkSize;
    }

    private async ValueTask<ReceivedChunk?> ReadChunkAsync(CancellationToken cancellationToken)
    {
        var seen = _more;
        var timed = false;
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!seen)
            {
                // What was left of the last read carries that read's time.
                _receivedTicks = UaDateTime.Now(_time).Ticks;
                seen = true;
            }

            if (TryTake(result.Buffer, out var chunk))
            {
                if (timed)
                {
                    _readStall.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }

                return chunk;
            }

            if (result.IsCompleted)
            {
                return result.Buffer.IsEmpty
                    ? null
                    : throw new UaException(StatusCode.BadConnectionClosed, $"The connection ended after {result.Buffer.Length} bytes of a chunk.");
            }

            if (!timed && !result.Buffer.IsEmpty)
            {
                timed = true;
                _readStall.Change(_own.StallTimeout, Timeout.InfiniteTimeSpan);
            }

            _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private bool TryTake(ReadOnlySequence<byte> buffer, out ReceivedChunk chunk)
    {
        chunk = default;
        if (buffer.Length < ChunkHeader.Length)
        {
            return false;
        }

        Span<byte> first = stackalloc byte[ChunkHeader.Length];
        buffer.Slice(0, ChunkHeader.Length).CopyTo(first);
        var header = ChunkHeader.Read(first, _maxChunk);
        if (buffer.Length < header.Size)
        {
            return false;
        }

        var bytes = buffer.Slice(0, header.Size);
        _consumed = bytes.End;
        _more = buffer.Length > header.Size;
        var memory = bytes.IsSingleSegment ? MemoryMarshal.AsMemory(bytes.First) : Join(bytes);
        chunk = header.Type == MessageType.Error
            ? throw ErrorMessage.Decode(memory.Span).ToException()
            : new ReceivedChunk(header, memory, _receivedTicks);
        return true;
    }

    private Memory<byte> Join(ReadOnlySequence<byte> bytes)
    {
        if (_joined is null || _joined.Length < bytes.Length)
        {
            if (_joined is not null)
            {
                ArrayPool<byte>.Shared.Return(_joined);
            }

            _joined = ArrayPool<byte>.Shared.Rent(_maxChunk);
        }

        bytes.CopyTo(_joined);
        return _joined.AsMemory(0, (int)bytes.Length);
    }

    private void Stall(string how)
    {
        _stalled = new UaException(StatusCode.BadTimeout, $"The peer {how} within {_own.StallTimeout}.");
        Abort();
    }

    private static bool IsBroken(Exception failure) => failure is IOException or ObjectDisposedException or InvalidOperationException;

    private UaException Broken(Exception failure) =>
        _stalled ?? new UaException(StatusCode.BadConnectionClosed, $"The connection to {Peer} broke: {failure.Message}", failure);
}
