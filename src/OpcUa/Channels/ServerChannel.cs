using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>
/// One secure channel from a client: opened, renewed and read here; requests are handed on one by one, answers may be sent from any thread.
/// </summary>
public sealed partial class ServerChannel : IAsyncDisposable
{
    private readonly TransportConnection _connection;
    private readonly ServerChannelOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TokenGranting _granting;
    private readonly ChunkSender _sender;
    private readonly ReceiveTokens _tokens = new();
    private readonly MessageAssembler _assembler;
    private readonly ITimer _lease;
    private readonly ITimer _trustWatch;
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReceiveSequence _received;
    private volatile bool _leaseOver;
    private volatile UaException? _distrusted;

    /// <param name="connection">After its handshake; stays the caller's.</param>
    /// <param name="id">Not used by any other channel of this server.</param>
    public ServerChannel(TransportConnection connection, uint id, ServerChannelOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _connection = connection;
        Id = id;
        _options = options;
        _time = time;
        _logger = logger;
        _granting = new TokenGranting(id, options, time);
        _sender = new ChunkSender(connection);
        _assembler = new MessageAssembler(connection.Limits);
        _lease = time.CreateTimer(_ => EndLease(), null, options.OpenTimeout, Timeout.InfiniteTimeSpan);
        _trustWatch = time.CreateTimer(_ => CheckTrust(), null, TrustWatch.Interval, TrustWatch.Interval);
    }

    public uint Id { get; }

    public SecurityPolicy Policy => _granting.Policy;

    public MessageSecurityMode Mode => _granting.Mode;

    /// <summary>The client's certificate (DER); empty with policy None.</summary>
    public ReadOnlyMemory<byte> ClientCertificate => _granting.ClientCertificate;

    /// <summary>The URL by which the client came.</summary>
    public string EndpointUrl => _connection.EndpointUrl;

    public string Peer => _connection.Peer;

    /// <summary>Reads and answers until the client goes or the token is given.</summary>
    /// <exception cref="UaException">Why the client is hung up on; it was told.</exception>
    public async Task ServeAsync(IServerChannelHandler handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handler);
        try
        {
            await ReadAsync(handler, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException) when (_leaseOver)
        {
            throw new UaException(StatusCode.BadSecureChannelClosed, "The channel was not opened or not renewed in time.");
        }
        catch (UaException) when (_distrusted is { } reason)
        {
            throw new UaException(StatusCode.BadSecureChannelClosed, $"The client is no longer trusted: {reason.Message}", reason);
        }
        catch (UaException failure)
        {
            await _sender.SendErrorAsync(failure).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A buffer for a response that the caller encodes itself, to be given to <see cref="SendAsync(uint, PooledBuffer)"/>.</summary>
    public static PooledBuffer RentMessage() => ChunkSender.Rent();

    /// <summary>Answers a request; one that is too large for the client becomes a fault.</summary>
    public async ValueTask SendAsync(uint requestId, ServiceResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        using var message = ChunkSender.Rent();
        ServiceMessages.Encode(message, response);
        try
        {
            await SendAsync(requestId, message).ConfigureAwait(false);
        }
        catch (UaException failure) when (failure.Status == StatusCode.BadRequestTooLarge)
        {
            message.Clear();
            ServiceMessages.Encode(message, Fault(response.Header.RequestHandle, StatusCode.BadResponseTooLarge));
            await SendAsync(requestId, message).ConfigureAwait(false);
        }
    }

    /// <summary>Answers a request with an encoded message from <see cref="RentMessage"/>, which stays the caller's.</summary>
    public ValueTask SendAsync(uint requestId, PooledBuffer message) =>
        _sender.SendAsync(MessageType.Message, requestId, message, CancellationToken.None);

    /// <summary>Answers a request with a status alone.</summary>
    public ValueTask SendFaultAsync(uint requestId, uint requestHandle, StatusCode status) => SendAsync(requestId, Fault(requestHandle, status));

    /// <summary>To be called before a secret is looked at, so that its refusal can wait for its time (<see cref="HoldRefusalAsync"/>).</summary>
    public RefusalClock StartRefusalClock() => new(_options.RefusalPeriod, _time);

    /// <summary>
    /// Waits until a refusal may go out; to be awaited before anybody can see that there is one. Nothing more of this channel is read meanwhile: the
    /// answer to a request behind the refused one would tell its time.
    /// </summary>
    public Task HoldRefusalAsync(RefusalClock clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var next = clock.NextAsync();
        LogHeld(Peer);
        return Task.WhenAny(next, _aborted.Task).WaitAsync(cancellationToken);
    }

    /// <summary>Hangs up.</summary>
    public void Abort()
    {
        _aborted.TrySetResult();
        _connection.Abort();
    }

    /// <summary>Hangs up and forgets the keys; to be called when <see cref="ServeAsync"/> has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync().ConfigureAwait(false);
        await _trustWatch.DisposeAsync().ConfigureAwait(false);
        Abort();
        await _sender.DisposeAsync().ConfigureAwait(false);
        _tokens.Dispose();
        _granting.Dispose();
        _assembler.Dispose();
    }

    private ServiceFault Fault(uint requestHandle, StatusCode status) =>
        new() { Header = new ResponseHeader { RequestHandle = requestHandle, ServiceResult = status, Timestamp = UaDateTime.Now(_time) } };

    private async Task ReadAsync(IServerChannelHandler handler, CancellationToken cancellationToken)
    {
        while (await _connection.ReadAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
        {
            if (chunk.Header.Type == MessageType.OpenChannel)
            {
                await TakeOpenAsync(chunk, cancellationToken).ConfigureAwait(false);
            }
            else if (!await TakeAsync(chunk, handler, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async ValueTask TakeOpenAsync(ReceivedChunk chunk, CancellationToken cancellationToken)
    {
        var (requestId, response, token) = await GrantAsync(chunk, cancellationToken).ConfigureAwait(false);
        var isFirst = _tokens.Current is null;
        _tokens.Add(token);
        _lease.Change(token.Lifetime * 1.25, Timeout.InfiniteTimeSpan);
        using var body = new PooledBuffer();
        ServiceMessages.Encode(body, response);

        await _sender.SendOpenAsync(Policy, sequence => _granting.Seal(sequence, requestId, body.Span)).ConfigureAwait(false);
        if (isFirst)
        {
            _sender.Use(token);
        }
        else
        {
            // Used for sending only when the client has used it: until then it may not know it (Part 4 §5.6.2).
            _sender.Grant(token);
        }
    }

    private async ValueTask<(uint RequestId, OpenSecureChannelResponse Response, ChannelToken Token)> GrantAsync(ReceivedChunk chunk, CancellationToken cancellationToken)
    {
        using var clock = StartRefusalClock();
        try
        {
            var (requestId, request) = ReadOpen(chunk);
            var (response, token) = _granting.Grant(request);
            return (requestId, response, token);
        }
        catch (UaException) when (!Policy.IsNone)
        {
            await HoldRefusalAsync(clock, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private (uint RequestId, OpenSecureChannelRequest Request) ReadOpen(ReceivedChunk chunk)
    {
        try
        {
            var (sequence, requestId, body) = _granting.Open(chunk.Bytes.Span);
            _received.Check(sequence, Policy);
            return ServiceMessages.DecodeRequest(body, _options.Codec) is OpenSecureChannelRequest request
                ? (requestId, request)
                : throw new UaException(StatusCode.BadTcpMessageTypeInvalid, "An OPN that is not an OpenSecureChannel request.");
        }
        catch (UaException failure) when (SecurityExplanations.IsAboutCertificates(failure.Status))
        {
            // The whole story may name files and accounts: it stays here.
            LogRefused(Peer, failure.Message);
            throw new UaException(
                StatusCode.BadSecurityChecksFailed, "The server does not accept this application's certificate; its operator finds the reason in the server's log.");
        }
    }

    /// <summary>Takes a MSG or CLO; false when the client said goodbye.</summary>
    private async ValueTask<bool> TakeAsync(ReceivedChunk chunk, IServerChannelHandler handler, CancellationToken cancellationToken)
    {
        if (chunk.Header.Type is not (MessageType.Message or MessageType.CloseChannel))
        {
            throw new UaException(StatusCode.BadTcpMessageTypeInvalid, $"A {chunk.Header.Type} came in the middle of the channel.");
        }

        var (channelId, tokenId) = SymmetricChunk.ReadIds(chunk.Bytes.Span);
        var token = _tokens.Find(channelId, tokenId, out var isFirst);
        var (sequence, requestId, length) = SymmetricChunk.Open(chunk.Bytes.Span, token);
        _received.Check(sequence, token.Policy);
        if (isFirst)
        {
            _sender.Use(token);
        }

        if (chunk.Header.Type == MessageType.CloseChannel)
        {
            return false;
        }

        var body = chunk.Bytes.Slice(SymmetricChunk.BodyAt, length);
        if (_assembler.TryAdd(chunk.Header.Kind, requestId, body, chunk.ReceivedTicks, out var message) && !message.IsAborted)
        {
            await HandleAsync(message, handler, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask HandleAsync(AssembledMessage message, IServerChannelHandler handler, CancellationToken cancellationToken)
    {
        uint handle = 0;
        try
        {
            var request = ServiceMessages.DecodeRequest(message.Body.Span, _options.Codec);
            handle = request.Header.RequestHandle;
            await handler.HandleAsync(this, message.RequestId, request, cancellationToken).ConfigureAwait(false);
        }
        catch (UaException failure) when (failure.Status != StatusCode.BadConnectionClosed && failure.Status != StatusCode.BadSecureChannelClosed)
        {
            LogFault(Peer, failure.Message);
            await SendFaultAsync(message.RequestId, handle, failure.Status).ConfigureAwait(false);
        }
    }

    private void CheckTrust()
    {
        if (TrustWatch.Check(_granting.CheckClient) is { } reason)
        {
            _distrusted = reason;
            LogDistrusted(Peer, reason.Message);
            Abort();
        }
    }

    private void EndLease()
    {
        _leaseOver = true;
        Abort();
    }

    [LoggerMessage(LogLevel.Warning, "Refused to open a channel for {Peer}: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    [LoggerMessage(LogLevel.Warning, "The channel of {Peer} is closed: {Reason}")]
    private partial void LogDistrusted(string peer, string reason);

    [LoggerMessage(LogLevel.Debug, "A request of {Peer} failed: {Reason}")]
    private partial void LogFault(string peer, string reason);

    [LoggerMessage(LogLevel.Debug, "A refusal for {Peer} waits for its time")]
    private partial void LogHeld(string peer);
}
