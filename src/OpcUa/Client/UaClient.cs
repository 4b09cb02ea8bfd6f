using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Recovery;
using IndustrialGateway.OpcUa.Client.Redundancy;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// One server for ever: connects, and when the line breaks connects again with growing waits and never gives up. A session is brought over
/// to the new channel with its subscriptions; where the server refuses, subscriptions are transferred to a new session, and what cannot be
/// transferred is made anew. Of a redundant set it has one server, and another one when that is lost or not healthy. Safe for many threads.
/// </summary>
public sealed class UaClient : IAsyncDisposable
{
    private readonly SessionRecovery _recovery;
    private readonly TimeProvider _time;
    private readonly ILimitMemory? _limits;
    private readonly ServerSet? _set;
    private readonly SubscriptionList _subscriptions = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile TaskCompletionSource<UaSession> _connected = NewConnected();
    private volatile ConnectionState _state = ConnectionState.NotYet;
    private Task _running = Task.CompletedTask;

    /// <exception cref="ArgumentException">A server that calls has alternatives.</exception>
    public UaClient(UaClientOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _limits = options.LimitMemory;
        var shown = new ShownCertificates();
        IConnector LineTo(Uri url) => new Connector(options with { EndpointUrl = url }, shown, time, logger);
        if (options.Alternatives.Count == 0)
        {
            _recovery = new SessionRecovery(options, LineTo(options.EndpointUrl), _subscriptions, Changed, time, logger);
            return;
        }

        _set = ServerSet.Of(options, time);
        var lines = new ServerLines(options, _set, LineTo, time);
        var connector = new RedundantConnector(options, _set, lines, time, logger);
        var watch = new RedundancyWatch(_set, new StandbyVisits(_set, lines, logger), options.Failover, time, logger);
        _recovery = new SessionRecovery(options, connector, _subscriptions, Changed, time, logger, watch);
    }

    /// <summary>Called at each change, one after the other, on the connecting loop: it must be quick and must not throw.</summary>
    public event Action<ConnectionState>? StateChanged;

    public ConnectionState State => _state;

    /// <summary>What is being done to have the server back; for people, because the next moment it is another.</summary>
    public RecoveryState Recovery => _recovery.State;

    /// <summary>The servers of the redundant set as they were seen last; empty when there is only one (<see cref="UaClientOptions.Alternatives"/>).</summary>
    public IReadOnlyList<RedundantServer> Servers => _set?.Servers ?? [];

    /// <summary>Begins to connect; to be called once.</summary>
    public void Start() => _running = Task.Run(() => _recovery.RunAsync(_stop.Token));

    /// <summary>The present session, as soon as there is one.</summary>
    public async Task<UaSession> GetSessionAsync(CancellationToken cancellationToken) =>
        await _connected.Task.WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a subscription that is made anew with every session that needs it; without a connection, with the next one.</summary>
    /// <exception cref="UaException">The server refuses it, or the line broke: there is no subscription then, and none comes later.</exception>
    public async Task<UaSubscription> SubscribeAsync(
        UaSubscriptionOptions options, ISubscriptionHandler handler, CancellationToken cancellationToken)
    {
        var subscription = new UaSubscription(options, handler, _time);
        _subscriptions.Add(subscription);
        if (_connected.Task.IsCompletedSuccessfully)
        {
            await AttachAsync(subscription, await _connected.Task.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return subscription;
    }

    /// <summary>
    /// Ends when each subscription's handler has taken what the server had queued for it when this was called: what was read before is then the
    /// newest of an item that has told nothing since. A server with more to send than it can lets this wait, and so does a line that is lost.
    /// </summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        var since = _time.GetTimestamp();
        return Task.WhenAll(_subscriptions.All.Select(each => each.Live?.Drains.WaitAsync(since) ?? Task.CompletedTask)).WaitAsync(cancellationToken);
    }

    /// <summary>Closes session and channel and stops connecting.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await (_limits?.SavedAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        _stop.Dispose();
    }

    // Nobody would hold what is left in the list after a failure: every session would be asked for it.
    private async Task AttachAsync(UaSubscription subscription, UaSession session, CancellationToken cancellationToken)
    {
        try
        {
            await subscription.EnsureAttachedAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _subscriptions.Remove(subscription);
            subscription.End();
            throw;
        }
    }

    private static TaskCompletionSource<UaSession> NewConnected() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Changed(UaSession? session, ConnectionState state)
    {
        if (session is not null)
        {
            _connected.TrySetResult(session);
        }
        else if (_connected.Task.IsCompleted)
        {
            _connected = NewConnected();
        }

        _state = state;
        StateChanged?.Invoke(state);
    }
}
