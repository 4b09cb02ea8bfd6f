using IndustrialGateway.OpcUa.Client.Redundancy;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client.Recovery;

/// <summary>
/// Climbs the <see cref="RecoveryLadder"/> for ever: has a session with all subscriptions, or does the next thing that leads there. One loop;
/// the server never sees more than one channel and one session of it.
/// </summary>
/// <param name="watch">Looks for a better server while the session lives; null where there is only one.</param>
/// <param name="changed">Called on the loop with the session when there is one, and without when it is lost; must not throw.</param>
internal sealed partial class SessionRecovery(
    UaClientOptions options,
    IConnector connector,
    SubscriptionList subscriptions,
    Action<UaSession?, ConnectionState> changed,
    TimeProvider time,
    ILogger logger,
    RedundancyWatch? watch = null)
{
    private readonly Backoff _backoff = new(options.MinReconnectDelay, options.MaxReconnectDelay, Random.Shared);
    private readonly SubscriptionRecovery _subscriptions = new(subscriptions, logger);
    private readonly StepPatience _patience = new(options.ConnectTimeout, time);
    private volatile RecoveryState _state;
    private UaSession? _session;
    private Connection? _connection; // open, and not yet a session's
    private IReadOnlyList<string>? _namespaces;
    private bool _isNew;
    private bool _areNamespacesMoved;
    private bool _isOldInTheWay; // the server has no room for a session beside the old one
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
                RecoveryState.Connecting => await _patience.LimitAsync(ConnectAsync, cancellationToken).ConfigureAwait(false),
                RecoveryState.Reactivating => await _patience.LimitAsync(ReactivateAsync, cancellationToken).ConfigureAwait(false),
                RecoveryState.Opening => await _patience.LimitAsync(OpenAsync, cancellationToken).ConfigureAwait(false),
                RecoveryState.Transferring => await _subscriptions.TransferAsync(Session, cancellationToken).ConfigureAwait(false),
                RecoveryState.Republishing => await _subscriptions.RepublishAsync(Session, cancellationToken).ConfigureAwait(false),
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
        return _session is { } old && IsFor(old, _connection) ? RecoveryOutcome.HasSession : RecoveryOutcome.Done;
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
        var old = _session is { } present && IsFor(present, connection) ? present : null;
        // A server may yet refuse a session to a new certificate: then the one of before is shown again, and finds its session and subscriptions.
        var isKept = connection.Shown is { HasOther: true } && old?.OwnCertificate?.Thumbprint != connection.Own?.Thumbprint && !_isOldInTheWay;
        if (!isKept)
        {
            await EndAsync(old, connection, cancellationToken).ConfigureAwait(false);
        }

        var itsOptions = options with { EndpointUrl = connection.Url ?? options.EndpointUrl };
        var session = await OpenAsync(connection, itsOptions, cancellationToken).ConfigureAwait(false);
        if (isKept)
        {
            await EndAsync(old, connection, cancellationToken).ConfigureAwait(false);
        }

        if (_session is { } left)
        {
            await left.DisposeAsync().ConfigureAwait(false); // its server is away, and forgets it by itself
        }

        Adopt(session);
        return RecoveryOutcome.Done;
    }

    private async Task<UaSession> OpenAsync(Connection connection, UaClientOptions itsOptions, CancellationToken cancellationToken)
    {
        try
        {
            return await UaSession.OpenAsync(connection, itsOptions, time, cancellationToken, isHeld: true).ConfigureAwait(false);
        }
        catch (UaException full) when (full.Status == StatusCode.BadTooManySessions)
        {
            _isOldInTheWay = true;
            throw;
        }
    }

    private async Task EndAsync(UaSession? old, Connection connection, CancellationToken cancellationToken)
    {
        if (old is not null)
        {
            _session = null;
            await old.EndOnAsync(connection, deleteSubscriptions: !_subscriptions.IsTransferSupported, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RecoveryOutcome> RecreateAsync(UaSession session, CancellationToken cancellationToken)
    {
        await _subscriptions.RecreateAsync(session, cancellationToken).ConfigureAwait(false);
        return RecoveryOutcome.Done;
    }

    private async Task<RecoveryOutcome> LiveAsync(UaSession session, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        watch?.Begin(session);
        LogConnected(session.EndpointUrl, options.Security, _isNew);
        changed(session, new ConnectionState(true, _isNew, StatusCode.Good, "") { AreNamespacesMoved = _areNamespacesMoved });
        (_isNew, _areNamespacesMoved, _lastFailure) = (false, false, StatusCode.Good);
        var better = await StayAsync(session, cancellationToken).ConfigureAwait(false);
        if (time.GetElapsedTime(since) >= options.MaxReconnectDelay)
        {
            _backoff.Reset(); // what breaks as soon as it is there is tried ever more slowly
        }

        if (better is not null)
        {
            await MoveAsync(session, better).ConfigureAwait(false);
            return RecoveryOutcome.Moved;
        }

        Disconnected(await session.Lost.WaitAsync(cancellationToken).ConfigureAwait(false)); // or everything ends, and so did the watch
        return RecoveryOutcome.Lost;
    }

    /// <summary>Until the session is lost (null), or there is one at a better server.</summary>
    private async Task<BetterServer?> StayAsync(UaSession session, CancellationToken cancellationToken)
    {
        using var stay = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(session, stay.Token);
        try
        {
            var end = Task.WhenAny(session.Lost, watching);
            while (!await _subscriptions.RecreateAsync(session, cancellationToken).ConfigureAwait(false) // those that came meanwhile, and those refused before
                && !await _patience.EndsWithinAsync(end, options.MaxReconnectDelay, cancellationToken).ConfigureAwait(false))
            {
            }

            await end.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stay.CancelAsync().ConfigureAwait(false);
            await ((await watching.ConfigureAwait(false))?.Session.LeaveAsync(UaSession.Farewell) ?? Task.CompletedTask).ConfigureAwait(false);
            throw;
        }

        await stay.CancelAsync().ConfigureAwait(false);
        return await watching.ConfigureAwait(false);
    }

    private async Task<BetterServer?> WatchAsync(UaSession session, CancellationToken cancellationToken)
    {
        if (watch is not null)
        {
            return await watch.RunAsync(session, cancellationToken).ConfigureAwait(false);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }

    /// <summary>Ends the session in an orderly way, and goes on with the one at the other server.</summary>
    private async Task MoveAsync(UaSession session, BetterServer better)
    {
        var reason = $"{better.Session.EndpointUrl} is read instead: {better.Reason}";
        changed(null, new ConnectionState(false, false, StatusCode.BadServerNotConnected, reason));
        await session.LeaveAsync(UaSession.Farewell).ConfigureAwait(false);
        Adopt(better.Session);
    }

    private void Adopt(UaSession session)
    {
        _session = session;
        (_isNew, _isOldInTheWay) = (true, false);
        _areNamespacesMoved |= _namespaces is not null && !_namespaces.SequenceEqual(session.Namespaces.Uris, StringComparer.Ordinal);
        _namespaces = session.Namespaces.Uris;
    }

    private async Task<RecoveryOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_backoff.Next(), time, cancellationToken).ConfigureAwait(false);
        return RecoveryOutcome.Done;
    }

    // A session is known to the server that made it and to no other of its set.
    private bool IsFor(UaSession session, Connection connection) => session.EndpointUrl == (connection.Url ?? options.EndpointUrl);

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

    [LoggerMessage(LogLevel.Warning, "No connection to {Url}; trying again until there is one: {Reason}")]
    private partial void LogDisconnected(Uri url, string reason);
}
