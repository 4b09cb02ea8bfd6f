using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Channels;

/// <summary>
/// One secure channel to a server: sends requests, matches answers, renews its token while requests are in flight. When it ends, all that
/// wait fail with the reason, and it stays ended. Safe for many threads.
/// </summary>
public sealed partial class ClientChannel : IRequestChannel
{
    private readonly TransportConnection _connection;
    private readonly ChannelLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TokenOpening _opening;
    private readonly ChunkSender _sender;
    private readonly PendingRequests _pending;
    private readonly ClientReceiver _receiver;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<UaException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _trustWatch;
    private Task _receiving = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    private ClientChannel(TransportConnection connection, TokenOpening opening, ChannelLimits limits, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _opening = opening;
        _limits = limits;
        _time = time;
        _logger = logger;
        _sender = new ChunkSender(connection);
        _pending = new PendingRequests(limits.MaxPendingRequests, time);
        _receiver = new ClientReceiver(connection.Limits, opening, _sender, _pending, limits.Codec, logger);
        _trustWatch = time.CreateTimer(_ => CheckTrust(), null, TrustWatch.Interval, TrustWatch.Interval);
    }

    /// <summary>Completes with the reason when the channel has ended; never faults.</summary>
    public Task<UaException> Ended => _ended.Task;

    /// <summary>The server's channel id; for logs.</summary>
    public uint Id => _receiver.Token?.ChannelId ?? 0;

    /// <summary>The URL of the Hello: the one asked for, or the one that a calling server has told.</summary>
    public string EndpointUrl => _connection.EndpointUrl;

    internal uint TokenId => _receiver.Token?.TokenId ?? 0;

    /// <summary>Connects, shakes hands and opens a channel.</summary>
    /// <exception cref="UaException">What went wrong, in words that say what to do.</exception>
    public static Task<ClientChannel> OpenAsync(
        Uri endpointUrl, ChannelSecurity security, ChannelLimits limits, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        OpenAsync(stop => TransportConnector.ConnectAsync(endpointUrl, limits.Transport, time, stop), security, limits, time, logger, cancellationToken);

    /// <summary>Opens a channel on a connection that is made in another way, and is after its handshake.</summary>
    internal static async Task<ClientChannel> OpenAsync(
        Func<CancellationToken, Task<TransportConnection>> connect, ChannelSecurity security, ChannelLimits limits, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(security);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        var opening = new TokenOpening(security, time);
        ClientChannel? channel = null;
        try
        {
            var connection = await connect(cancellationToken).ConfigureAwait(false);
            channel = new ClientChannel(connection, opening, limits, time, logger);
            channel._receiving = channel.ReceiveAsync();
            await channel.OpenTokenAsync(renew: false, cancellationToken).ConfigureAwait(false);
            channel._renewing = channel.RenewAsync();
            return channel;
        }
        catch
        {
            if (channel is not null)
            {
                await channel.DisposeAsync().ConfigureAwait(false);
            }

            opening.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">Its header gets the time, a handle and the timeout here.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> until the channel ends.</param>
    /// <exception cref="UaException">The server's fault, BadTimeout, or why the channel ended.</exception>
    public async ValueTask<TResponse> SendAsync<TResponse>(ServiceRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TResponse : ServiceResponse
    {
        ArgumentNullException.ThrowIfNull(request);
        var pending = _pending.Add(timeout);
        try
        {
            await TransmitAsync(request, pending, cancellationToken).ConfigureAwait(false);
            var response = cancellationToken.CanBeCanceled
                ? await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false)
                : await pending.Answer.ConfigureAwait(false);
            return Check<TResponse>(request, response);
        }
        finally
        {
            _pending.TryTake(pending.Id, out _);
        }
    }

    /// <summary>
    /// Sends a request and does not wait. Once it is sent, <paramref name="completed"/> is called exactly once, with the response (also a fault)
    /// or the reason why none will come. It is called on the receiving loop, in the order in which responses come, and must be quick.
    /// </summary>
    /// <exception cref="UaException">The request was not sent; <paramref name="completed"/> is not called.</exception>
    public async ValueTask PostAsync(
        ServiceRequest request, Action<ServiceResponse?, UaException?> completed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(completed);
        var pending = _pending.Add(Timeout.InfiniteTimeSpan, completed);
        try
        {
            await TransmitAsync(request, pending, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is UaException or OperationCanceledException)
        {
            // Taken out already: the channel has ended and said so.
            if (_pending.TryTake(pending.Id, out _))
            {
                throw;
            }
        }
    }

    /// <summary>Says goodbye if the server still listens, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended.Task.IsCompleted && _receiver.Token is not null)
        {
            await SayGoodbyeAsync().ConfigureAwait(false);
        }

        End(new UaException(StatusCode.BadSecureChannelClosed, "This side closed the channel."));
        await _trustWatch.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_receiving, _renewing).ConfigureAwait(false);
        await _sender.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _connection.CompleteReading();
        _pending.Dispose();
        _receiver.Dispose();
        _opening.Dispose();
        _stop.Dispose();
    }

    private static TResponse Check<TResponse>(ServiceRequest request, ServiceResponse response)
        where TResponse : ServiceResponse
    {
        var result = response.Header.ServiceResult;
        if (result.IsBad)
        {
            throw new UaException(result, $"The server refused the {request.GetType().Name}.");
        }

        return response as TResponse
            ?? throw new UaException(StatusCode.BadUnknownResponse, $"A {response.GetType().Name} came as answer to a {request.GetType().Name}.");
    }

    private void Complete(ServiceRequest request, uint handle, TimeSpan timeout) => request.Header = request.Header with
    {
        RequestHandle = handle,
        Timestamp = UaDateTime.Now(_time),
        TimeoutHint = timeout == Timeout.InfiniteTimeSpan ? 0 : (uint)Math.Clamp(timeout.TotalMilliseconds, 0, uint.MaxValue),
    };

    private async ValueTask TransmitAsync(ServiceRequest request, PendingRequests.Pending pending, CancellationToken cancellationToken)
    {
        Complete(request, pending.Id, pending.Timeout);
        using var message = ChunkSender.Rent();
        ServiceMessages.Encode(message, request);
        await SentAsync(_sender.SendAsync(MessageType.Message, pending.Id, message, cancellationToken)).ConfigureAwait(false);
    }

    // A channel that has ended closes its connection: then why it ended is the reason, and not that the connection is closed.
    private async ValueTask SentAsync(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (UaException) when (_ended.Task.IsCompletedSuccessfully)
        {
            throw await _ended.Task.ConfigureAwait(false);
        }
    }

    private async Task OpenTokenAsync(bool renew, CancellationToken cancellationToken)
    {
        var pending = _pending.Add(_limits.OpenTimeout);
        try
        {
            var request = _opening.Request(_limits.TokenLifetime, renew);
            Complete(request, pending.Id, _limits.OpenTimeout);
            using var body = new PooledBuffer();
            ServiceMessages.Encode(body, request);
            _receiver.ExpectOpen(pending.Id);
            await SentAsync(_sender.SendOpenAsync(_opening.Policy, sequence => _opening.Seal(sequence, pending.Id, body.Span))).ConfigureAwait(false);
            var response = await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            Check<OpenSecureChannelResponse>(request, response);
        }
        finally
        {
            _pending.TryTake(pending.Id, out _);
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                var lifetime = _receiver.Token?.Lifetime ?? _limits.TokenLifetime;
                await Task.Delay(lifetime * 0.75, _time, _stop.Token).ConfigureAwait(false);
                await OpenTokenAsync(renew: true, _stop.Token).ConfigureAwait(false);
                LogRenewed(Id);
            }
        }
        catch (OperationCanceledException)
        {
            // The channel has ended.
        }
        catch (UaException failure)
        {
            End(new UaException(failure.Status, $"The channel's token could not be renewed: {failure.Message}", failure));
        }
    }

    private void CheckTrust()
    {
        if (TrustWatch.Check(_opening.CheckServer) is { } reason)
        {
            End(new UaException(reason.Status, $"The server is no longer trusted: {reason.Message}", reason));
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _connection.ReadAsync(_stop.Token).ConfigureAwait(false) is { } chunk)
            {
                _receiver.Take(chunk);
            }

            End(new UaException(StatusCode.BadConnectionClosed, "The server closed the connection."));
        }
        catch (OperationCanceledException)
        {
            // The channel has ended.
        }
        catch (UaException failure)
        {
            End(failure);
        }
    }

    private async ValueTask SayGoodbyeAsync()
    {
        try
        {
            using var message = ChunkSender.Rent();
            ServiceMessages.Encode(message, new CloseSecureChannelRequest { Header = new RequestHeader { Timestamp = UaDateTime.Now(_time) } });
            await _sender.SendAsync(MessageType.CloseChannel, 0, message, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is UaException or OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }

    private void End(UaException reason)
    {
        if (_ended.TrySetResult(reason))
        {
            _stop.Cancel();
            _connection.Abort();
            _pending.End(reason);
            LogEnded(_connection.Peer, reason.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Channel {Id}: token renewed")]
    private partial void LogRenewed(uint id);

    [LoggerMessage(LogLevel.Debug, "The channel to {Peer} ended: {Reason}")]
    private partial void LogEnded(string peer, string reason);
}
