using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>
/// Climbs the <see cref="RecoveryLadder"/> for ever: has a session with all subscriptions, or does the next thing that leads there. One loop;
/// the server never sees more than one channel and one session of it.
/// </summary>
/// <param name="changed">Called on the loop with the session when there is one, and without when it is lost; must not throw.</param>
internal sealed partial class SessionRecovery(
    UaClientOptions options,
    IConnector connector,
    SubscriptionList subscriptions,
    Action<UaSession?, ConnectionState> changed,
    TimeProvider time,
    ILogger logger)
{
    private readonly Backoff _backoff = new(options.MinReconnectDelay, options.MaxReconnectDelay, Random.Shared);
    private readonly SubscriptionTransfer _transfer = new();
    private volatile RecoveryState _state;
    private UaSession? _session;
    private Connection? _connection; // open, and not yet a session's
    private UaDateTime? _serverStartTime;
    private IReadOnlyList<string>? _namespaces;
    private bool _isComplete;
    private bool _isNew;
    private bool _areNamespacesMoved;
    private StatusCode _lastFailure;

    public RecoveryState State => _state;

    // The ladder leads to the steps that ask for it only from those that have set it.
    private UaSession Session => _session!;

    /// <summary>Runs until it is cancelled; then the session is closed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _state = RecoveryState.Connecting;
        while (true)
        {
            var outcome = await TakeStepAsync(cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            _state = RecoveryLadder.Next(_state, outcome);
            LogStep(options.EndpointUrl, _state);
        }

        await CloseAsync().ConfigureAwait(false);
    }

    private async Task<RecoveryOutcome> TakeStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _state switch
            {
                RecoveryState.Connecting => await LimitedAsync(ConnectAsync, cancellationToken).ConfigureAwait(false),
                RecoveryState.Reactivating => await LimitedAsync(ReactivateAsync, cancellationToken).ConfigureAwait(false),
                RecoveryState.Opening => await LimitedAsync(OpenAsync, cancellationToken).ConfigureAwait(false),
                RecoveryState.Transferring => await TransferAsync(Session, cancellationToken).ConfigureAwait(false),
                RecoveryState.Republishing => await RepublishAsync(Session, cancellationToken).ConfigureAwait(false),
                RecoveryState.Recreating => await RecreateAsync(Session, cancellationToken).ConfigureAwait(false),
                RecoveryState.Live => await LiveAsync(Session, cancellationToken).ConfigureAwait(false),
                _ => await WaitAsync(cancellationToken).ConfigureAwait(false),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return RecoveryOutcome.Lost; // the loop ends
        }
#pragma warning disable CA1031 // The loop's one catch-all: whatever a server does, it is tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Disconnected(failure);
            return RecoveryOutcome.Lost;
        }
    }

    private async Task<RecoveryOutcome> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_session is { } session)
        {
            await session.LetGoAsync().ConfigureAwait(false);
        }

        _connection = await connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return _session is null ? RecoveryOutcome.Done : RecoveryOutcome.HasSession;
    }

    private async Task<RecoveryOutcome> ReactivateAsync(CancellationToken cancellationToken)
    {
        var isResumed = await Session.TryResumeAsync(TakeConnection(out var connection), cancellationToken).ConfigureAwait(false);
        if (!isResumed)
        {
            _connection = connection;
        }

        return isResumed ? RecoveryOutcome.Done : RecoveryOutcome.Refused;
    }

    private async Task<RecoveryOutcome> OpenAsync(CancellationToken cancellationToken)
    {
        TakeConnection(out var connection);
        if (_session is { } old)
        {
            _session = null;
            await old.EndOnAsync(connection, deleteSubscriptions: !_transfer.IsSupported, cancellationToken).ConfigureAwait(false);
        }

        _session = await UaSession.OpenAsync(connection, options, time, cancellationToken, isHeld: true).ConfigureAwait(false);
        _isNew = true;
        _areNamespacesMoved |= _namespaces is not null && !_namespaces.SequenceEqual(_session.Namespaces.Uris, StringComparer.Ordinal);
        _namespaces = _session.Namespaces.Uris;
        return RecoveryOutcome.Done;
    }

    /// <summary>A server that was started anew has none of them, and may have given their numbers to other clients.</summary>
    private async Task<RecoveryOutcome> TransferAsync(UaSession session, CancellationToken cancellationToken)
    {
        var isSameServer = _serverStartTime is null || session.ServerStartTime is null || _serverStartTime == session.ServerStartTime;
        _serverStartTime = session.ServerStartTime;
        UaSubscription[] left = [.. subscriptions.All.Where(each => each.Id != 0 && !each.IsIn(session))];
        if (left.Length == 0 || !isSameServer || !_transfer.IsSupported)
        {
            return RecoveryOutcome.Refused;
        }

        var moved = await _transfer.MoveAsync(left, session, cancellationToken).ConfigureAwait(false);
        LogTransferred(options.EndpointUrl, moved, left.Length);
        return moved > 0 ? RecoveryOutcome.Done : RecoveryOutcome.Refused;
    }

    private async Task<RecoveryOutcome> RepublishAsync(UaSession session, CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions.All.Where(each => each.IsIn(session)))
        {
            await subscription.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        }

        return RecoveryOutcome.Done;
    }

    /// <summary>A subscription that the server refuses is left for later: the others live.</summary>
    private async Task<RecoveryOutcome> RecreateAsync(UaSession session, CancellationToken cancellationToken)
    {
        session.ReleasePublishing();
        _isComplete = true;
        foreach (var subscription in subscriptions.All)
        {
            try
            {
                await subscription.EnsureAttachedAsync(session, cancellationToken).ConfigureAwait(false);
            }
            catch (UaException failure) when (!session.ChannelEnded.IsCompleted && !SessionFaults.IsSessionLost(failure.Status))
            {
                _isComplete = false;
                LogNotRecreated(options.EndpointUrl, failure.Message);
            }
        }

        return RecoveryOutcome.Done;
    }

    private async Task<RecoveryOutcome> LiveAsync(UaSession session, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        LogConnected(options.EndpointUrl, options.Security, _isNew);
        changed(session, new ConnectionState(true, _isNew, StatusCode.Good, "") { AreNamespacesMoved = _areNamespacesMoved });
        (_isNew, _areNamespacesMoved, _lastFailure) = (false, false, StatusCode.Good);
        do
        {
            await RecreateAsync(session, cancellationToken).ConfigureAwait(false); // those that came meanwhile, and those refused before
        }
        while (!_isComplete && !await EndsWithinAsync(session, options.MaxReconnectDelay, cancellationToken).ConfigureAwait(false));

        var reason = await session.Lost.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (time.GetElapsedTime(since) >= options.MaxReconnectDelay)
        {
            _backoff.Reset(); // what breaks as soon as it is there is tried ever more slowly
        }

        Disconnected(reason);
        return RecoveryOutcome.Lost;
    }

    private async Task<bool> EndsWithinAsync(UaSession session, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await session.Lost.WaitAsync(delay, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<RecoveryOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_backoff.Next(), time, cancellationToken).ConfigureAwait(false);
        return RecoveryOutcome.Done;
    }

    private async Task<RecoveryOutcome> LimitedAsync(Func<CancellationToken, Task<RecoveryOutcome>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UaException(StatusCode.BadTimeout, $"The server could not be connected within {options.ConnectTimeout}.");
        }
    }

    private Connection TakeConnection(out Connection connection)
    {
        connection = _connection!; // set by the step before
        _connection = null;
        return connection;
    }

    private void Disconnected(Exception reason)
    {
        var status = (reason as UaException)?.Status ?? StatusCode.BadUnexpectedError;
        if (_lastFailure != status)
        {
            LogDisconnected(options.EndpointUrl, reason.Message);
        }

        _lastFailure = status;
        changed(null, new ConnectionState(false, false, status, reason.Message));
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            await connection.Channel.DisposeAsync().ConfigureAwait(false);
        }

        if (_session is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Url}: {State}")]
    private partial void LogStep(Uri url, RecoveryState state);

    [LoggerMessage(LogLevel.Information, "Connected to {Url} with {Security}; the session is new: {IsNew}")]
    private partial void LogConnected(Uri url, SecurityChoice security, bool isNew);

    [LoggerMessage(LogLevel.Information, "{Url} transferred {Moved} of {Count} subscriptions to the new session")]
    private partial void LogTransferred(Uri url, int moved, int count);

    [LoggerMessage(LogLevel.Warning, "{Url} refuses a subscription; it is asked again, and the others go on: {Reason}")]
    private partial void LogNotRecreated(Uri url, string reason);

    [LoggerMessage(LogLevel.Warning, "No connection to {Url}; trying again until there is one: {Reason}")]
    private partial void LogDisconnected(Uri url, string reason);
}
