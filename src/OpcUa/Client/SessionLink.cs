using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client;

/// <summary>
/// A session's life on one channel: publishes, asks for the server's state now and then, and watches that there are answers.
/// It ends with the channel, or ends the channel.
/// </summary>
internal sealed class SessionLink : IAsyncDisposable
{
    // A promised keep-alive may be late; three in a row are not.
    private const int MissedKeepAlives = 3;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly NodeId ServerState = new(2259);

    private readonly UaSession _session;
    private readonly PublishPipeline _pipeline;
    private readonly TimeSpan _keepAliveInterval;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<Exception> _ended;
    private int _isDisposed;

    /// <param name="isHeld">Publishes only after <see cref="Release"/>.</param>
    public SessionLink(UaSession session, IRequestChannel channel, TimeSpan keepAliveInterval, bool isHeld, TimeProvider time)
    {
        _session = session;
        Channel = channel;
        _keepAliveInterval = keepAliveInterval;
        _time = time;
        _pipeline = new PublishPipeline(session, channel, isHeld, time);
        _ended = RunAsync();
    }

    public IRequestChannel Channel { get; }

    /// <summary>Completes with the reason when the session is lost on this channel; never faults.</summary>
    public Task<Exception> Ended => _ended;

    public void Wake() => _pipeline.Wake();

    public void Release() => _pipeline.Release();

    /// <summary>Stops publishing and closes the channel; a second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _ended.ConfigureAwait(false);
        await Channel.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<Exception> RunAsync()
    {
        await Task.Yield(); // the session's constructor is not finished yet
        Task[] parts =
        [
            WatchAsync(_stop.Token), ProbeAsync(_stop.Token), KeepAliveAsync(_stop.Token), EndWithChannelAsync(_stop.Token), _pipeline.RunAsync(_stop.Token),
        ];
        var first = await Task.WhenAny(parts).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(parts).ConfigureAwait(false);
        }
        catch (Exception) when (first.IsFaulted || first.IsCanceled)
        {
            // The first to end knows the reason; the others ended because of it.
        }

        return first.Exception?.InnerException ?? new UaException(StatusCode.BadSessionClosed, "This side closed the session.");
    }

    private async Task EndWithChannelAsync(CancellationToken cancellationToken)
    {
        var reason = await Channel.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        throw new UaException(reason.Status, reason.Message, reason);
    }

    private async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        var request = new[] { new ReadValueId(ServerState) };
        while (true)
        {
            await Task.Delay(_keepAliveInterval, _time, cancellationToken).ConfigureAwait(false);
            await _session.ReadAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(WatchInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var allowed = Allowed();
            if (_pipeline.Silence > allowed)
            {
                throw new UaException(StatusCode.BadTimeout, $"The server has not published anything for {allowed}, not even that it lives.");
            }

            _pipeline.WatchSilence();
        }
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProbeInterval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var subscription in _session.Subscriptions)
            {
                try
                {
                    await subscription.ProbeAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (UaException failure) when (!Channel.Ended.IsCompleted && !SessionFaults.IsSessionLost(failure.Status))
                {
                    // They are silent still, and asked again.
                }
            }
        }
    }

    private TimeSpan Allowed()
    {
        var keepAlive = TimeSpan.MaxValue;
        foreach (var subscription in _session.Subscriptions)
        {
            keepAlive = subscription.Live is { } live && live.KeepAlive < keepAlive ? live.KeepAlive : keepAlive;
        }

        return keepAlive == TimeSpan.MaxValue ? keepAlive : keepAlive * MissedKeepAlives;
    }
}
