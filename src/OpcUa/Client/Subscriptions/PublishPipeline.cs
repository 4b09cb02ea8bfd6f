using System.Threading.Channels;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Client.Subscriptions;

/// <summary>
/// Keeps several Publish requests at the server, and brings their responses to the subscriptions one by one in the order in which they came.
/// A response counts as under way until its handler has returned, so a slow handler leaves the server without requests: it waits.
/// </summary>
internal sealed class PublishPipeline
{
    private const int MaxAcknowledgements = 1000;
    private const int MaxFailures = 20;

    // A promised keep-alive may be late; three in a row are not.
    private const int MissedKeepAlives = 3;

    private static readonly TimeSpan FailureDelay = TimeSpan.FromMilliseconds(100);

    private readonly UaSession _session;
    private readonly IRequestChannel _channel;
    private readonly TimeProvider _time;

    // Each response under way has its place, and one waking: writing never fails. Who waits for a response goes on where it came, without a
    // second thread to wake up: at small messages that would cost more than their values.
    private readonly Channel<Arrival> _arrived = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(PublishWindow.Max + 1) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly Action<ServiceResponse?, UaException?> _completed;
    private PublishWindow? _window; // made when the session knows its server
    private int _outstanding;
    private int _atServer;
    private int _isWoken;
    private volatile bool _isHeld;
    private int _failures;
    private long _lastHeard;
    private long _fedSince;

    /// <param name="isHeld">Sends no request before <see cref="Release"/>.</param>
    public PublishPipeline(UaSession session, IRequestChannel channel, bool isHeld, TimeProvider time)
    {
        _isHeld = isHeld;
        _session = session;
        _channel = channel;
        _time = time;
        _lastHeard = time.GetTimestamp();
        _completed = Completed;
    }

    /// <summary>How long the server has left its Publish requests without any answer; zero while it has none.</summary>
    public TimeSpan Silence =>
        Volatile.Read(ref _atServer) == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>
    /// Lets a subscription be made anew that has said nothing for three of its keep-alive intervals while the server had requests to answer:
    /// it is dead, whatever the others say.
    /// </summary>
    public void WatchSilence()
    {
        foreach (var subscription in _session.Subscriptions)
        {
            if (IsSilent(subscription))
            {
                Wake();
                return;
            }
        }
    }

    /// <summary>A subscription has come: requests are wanted.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _arrived.Writer.TryWrite(default);
        }
    }

    /// <summary>What was missed is there: newer messages may come.</summary>
    public void Release()
    {
        _isHeld = false;
        Wake();
    }

    /// <summary>Runs until the channel or the session is lost.</summary>
    /// <exception cref="UaException">What was lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            var arrival = await _arrived.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (arrival is { Response: null, Failure: null })
            {
                Interlocked.Exchange(ref _isWoken, 0);
                await RenewSilentAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                await TakeAsync(arrival, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _outstanding--;
            }
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var subscriptions = _session.Subscriptions;
        if (_isHeld)
        {
            return;
        }

        _window ??= _session.NewPublishWindow();
        var wanted = _window.Wanted(subscriptions, _session.RoundTrip);
        while (_outstanding < wanted)
        {
            var request = new PublishRequest { Acknowledgements = TakeAcknowledgements(subscriptions) };
            if (Interlocked.Increment(ref _atServer) == 1)
            {
                Volatile.Write(ref _lastHeard, _time.GetTimestamp());
                Volatile.Write(ref _fedSince, _time.GetTimestamp());
            }

            await _channel.PostAsync(_session.Authorized(request), _completed, cancellationToken).ConfigureAwait(false);
            _outstanding++;
        }
    }

    private static SubscriptionAcknowledgement[] TakeAcknowledgements(UaSubscription[] subscriptions)
    {
        var taken = new List<SubscriptionAcknowledgement>();
        foreach (var subscription in subscriptions)
        {
            subscription.Live?.TakeAcknowledgements(taken, MaxAcknowledgements);
        }

        return [.. taken];
    }

    // On the receiving loop.
    private void Completed(ServiceResponse? response, UaException? failure)
    {
        Interlocked.Decrement(ref _atServer);
        var now = _time.GetTimestamp();
        Volatile.Write(ref _lastHeard, now);
        if (response is PublishResponse published && Find(published.SubscriptionId)?.Live is { } live)
        {
            live.Heard = now; // when it came: a slow handler is not the subscription's silence
        }

        _arrived.Writer.TryWrite(new Arrival(response, failure, now));
    }

    private UaSubscription? Find(uint id) => Array.Find(_session.Subscriptions, each => each.Live?.Id == id);

    private bool IsSilent(UaSubscription subscription)
    {
        if (_isHeld || Volatile.Read(ref _atServer) == 0 || subscription.Live is not { } live)
        {
            return false;
        }

        var allowed = live.KeepAlive * MissedKeepAlives;
        return _time.GetElapsedTime(live.Heard) > allowed && _time.GetElapsedTime(Volatile.Read(ref _fedSince)) > allowed;
    }

    /// <summary>Here, where nothing is delivered meanwhile. When the server refuses, the session is tried again as a whole.</summary>
    private async ValueTask RenewSilentAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in _session.Subscriptions)
        {
            if (IsSilent(subscription))
            {
                await subscription.RenewAsync(_session, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask TakeAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        if (arrival.Response is not { } answer)
        {
            var failure = arrival.Failure!; // one of both is there
            if (_channel.Ended.IsCompleted || ++_failures > MaxFailures)
            {
                throw failure;
            }

            return; // It came and could not be read: the next message shows that one is missing.
        }

        if (answer.Header.ServiceResult.IsBad || answer is not PublishResponse response)
        {
            await TakeFaultAsync(answer, cancellationToken).ConfigureAwait(false);
            return;
        }

        _failures = 0;
        if (Find(response.SubscriptionId) is not { } subscription)
        {
            return;
        }

        if (await subscription.TakeAsync(response, cancellationToken).ConfigureAwait(false) is not null)
        {
            await subscription.AttachAsync(_session, cancellationToken).ConfigureAwait(false);
            return;
        }

        subscription.Live?.Drains.Take(arrival.At, response.MoreNotifications);
    }

    private async ValueTask TakeFaultAsync(ServiceResponse answer, CancellationToken cancellationToken)
    {
        var status = answer.Header.ServiceResult.Code;
        if (status == StatusCode.BadTooManyPublishRequests)
        {
            _window?.Refused(_outstanding);
            return;
        }

        if (SessionFaults.IsSessionLost(status) || ++_failures > MaxFailures)
        {
            throw new UaException(status, $"The server answers Publish with {answer.GetType().Name} {status}.");
        }

        await Task.Delay(FailureDelay * _failures, _time, cancellationToken).ConfigureAwait(false);
        if (status == StatusCode.BadNoSubscription)
        {
            foreach (var subscription in _session.Subscriptions)
            {
                await subscription.AttachAsync(_session, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A response or why there is none; neither is a waking.</summary>
    /// <param name="At">When it came; a time stamp.</param>
    private readonly record struct Arrival(ServiceResponse? Response, UaException? Failure, long At);
}
