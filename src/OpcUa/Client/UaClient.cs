using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// One server for ever: connects, and when the line breaks connects again with growing waits and never gives up. A session is brought over
/// to the new channel with its subscriptions; where the server refuses, session and subscriptions are made anew. Safe for many threads.
/// </summary>
public sealed partial class UaClient : IAsyncDisposable
{
    private readonly UaClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Connector _connector;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _changing = new();
    private readonly List<UaSubscription> _subscriptions = [];
    private volatile TaskCompletionSource<UaSession> _connected = NewConnected();
    private volatile ConnectionState _state = ConnectionState.NotYet;
    private UaSession? _session;
    private Task _running = Task.CompletedTask;

    public UaClient(UaClientOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _connector = new Connector(options, time, logger);
        _backoff = new Backoff(options.MinReconnectDelay, options.MaxReconnectDelay, Random.Shared);
    }

    /// <summary>Called at each change, one after the other, on the connecting loop: it must be quick and must not throw.</summary>
    public event Action<ConnectionState>? StateChanged;

    public ConnectionState State => _state;

    /// <summary>Begins to connect; to be called once.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>The present session, as soon as there is one.</summary>
    public async Task<UaSession> GetSessionAsync(CancellationToken cancellationToken) =>
        await _connected.Task.WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a subscription that is made anew with every session that needs it; without a connection, with the next one.</summary>
    public async Task<UaSubscription> SubscribeAsync(
        UaSubscriptionOptions options, ISubscriptionHandler handler, CancellationToken cancellationToken)
    {
        var subscription = new UaSubscription(options, handler);
        lock (_changing)
        {
            _subscriptions.Add(subscription);
        }

        if (_connected.Task.IsCompletedSuccessfully)
        {
            var session = await _connected.Task.ConfigureAwait(false);
            await subscription.EnsureAttachedAsync(session, cancellationToken).ConfigureAwait(false);
        }

        return subscription;
    }

    /// <summary>Closes session and channel and stops connecting.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static TaskCompletionSource<UaSession> NewConnected() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var reason = await LiveAsync(cancellationToken).ConfigureAwait(false);
                Disconnected(reason);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // The loop's one catch-all: whatever a server does, it is tried again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Disconnected(failure);
            }

            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_session is not null)
        {
            await _session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One connection from its beginning to its end; gives the reason for the end.</summary>
    private async Task<Exception> LiveAsync(CancellationToken cancellationToken)
    {
        var (session, isNew) = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await AttachAsync(session, cancellationToken).ConfigureAwait(false);
        _backoff.Reset();
        _connected.TrySetResult(session);
        LogConnected(_options.EndpointUrl, _options.Security, isNew);
        Change(new ConnectionState(true, isNew, StatusCode.Good, ""));
        await AttachAsync(session, cancellationToken).ConfigureAwait(false); // those that came meanwhile
        return await session.Lost.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<(UaSession Session, bool IsNew)> ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var connection = await _connector.ConnectAsync(either.Token).ConfigureAwait(false);
            if (_session is { } old)
            {
                if (await old.TryResumeAsync(connection, either.Token).ConfigureAwait(false))
                {
                    return (old, false);
                }

                _session = null;
                await old.EndOnAsync(connection, either.Token).ConfigureAwait(false);
            }

            _session = await UaSession.OpenAsync(connection, _options, _time, either.Token).ConfigureAwait(false);
            return (_session, true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"The server could not be connected within {_options.ConnectTimeout}.");
        }
    }

    private async Task AttachAsync(UaSession session, CancellationToken cancellationToken)
    {
        UaSubscription[] subscriptions;
        lock (_changing)
        {
            subscriptions = [.. _subscriptions];
        }

        foreach (var subscription in subscriptions)
        {
            await subscription.EnsureAttachedAsync(session, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Disconnected(Exception reason)
    {
        if (_connected.Task.IsCompleted)
        {
            _connected = NewConnected();
        }

        var status = (reason as UaException)?.Status ?? StatusCode.BadUnexpectedError;
        if (_state.IsConnected || _state.Status != status)
        {
            LogDisconnected(_options.EndpointUrl, reason.Message);
        }

        Change(new ConnectionState(false, false, status, reason.Message));
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_backoff.Next(), _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by itself.
        }
    }

    private void Change(ConnectionState state)
    {
        _state = state;
        StateChanged?.Invoke(state);
    }

    [LoggerMessage(LogLevel.Information, "Connected to {Url} with {Security}; the session is new: {IsNew}")]
    private partial void LogConnected(Uri url, SecurityChoice security, bool isNew);

    [LoggerMessage(LogLevel.Warning, "No connection to {Url}; trying again until there is one: {Reason}")]
    private partial void LogDisconnected(Uri url, string reason);
}
