using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server.History;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Sessions;

/// <summary>What one client holds on the server: its subscriptions, its unfinished browses, its Publish requests. It outlives its channel.</summary>
internal sealed class Session
{
    private readonly System.Threading.Channels.Channel<WaitingAnswer> _answers;
    private readonly Task _answering;
    private readonly SubscriptionRegistry _registry;
    private readonly TimeProvider _time;
    private long _lastContact;

    public Session(NodeId id, NodeId token, SessionOrigin origin, UaServerOptions options, AddressSpace space, SubscriptionRegistry registry, TimeProvider time)
    {
        Id = id;
        Token = token;
        Origin = origin;
        _registry = registry;
        _time = time;
        _lastContact = time.GetTimestamp();
        Created = _lastContact;
        Browses = new BrowseService(space, options.Limits, time);
        Subscriptions = new SubscriptionService(options.Limits, registry, time);
        Transfers = new TransferService(registry, Subscriptions, options.Limits, options.AllowInsecureTransfer);
        Items = new MonitoredItemService(space, Subscriptions, options.Limits, options.Codec);
        History = new HistoryService(space, options.Limits, options.Codec, time);
        Calls = new RunningCalls(options.Limits.MaxRunningCalls);
        Modes = new ItemModeService(Subscriptions, options.Limits);

        // Answers come in the order of the requests, so one loop that waits for the first of them sends them all.
        _answers = System.Threading.Channels.Channel.CreateBounded<WaitingAnswer>(
            new System.Threading.Channels.BoundedChannelOptions(options.Limits.MaxPublishRequests + 2) { SingleReader = true });
        _answering = AnswerAsync();
    }

    public NodeId Id { get; }

    /// <summary>The secret that goes with every request.</summary>
    public NodeId Token { get; }

    public SessionOrigin Origin { get; }

    public long Created { get; }

    public BrowseService Browses { get; }

    public SubscriptionService Subscriptions { get; }

    public TransferService Transfers { get; }

    public MonitoredItemService Items { get; }

    public ItemModeService Modes { get; }

    public RunningCalls Calls { get; }

    public HistoryService History { get; }

    /// <summary>The channel that may use the session; another one takes it over by activating it.</summary>
    public ServerChannel? Channel { get; private set; }

    public bool IsActivated { get; private set; }

    /// <summary>Who activated it: a user's name, or empty for anonymous.</summary>
    public string User { get; private set; } = "";

    /// <summary>What the client must sign to activate; new each time.</summary>
    public byte[] ServerNonce { get; set; } = [];

    /// <summary>For which the client's next password is encrypted; null where the client has asked for none.</summary>
    public EphemeralKey? UserKey { get; private set; }

    public int FailedActivations { get; set; }

    public bool IsExpired(TimeSpan activationTimeout) => _time.GetElapsedTime(Volatile.Read(ref _lastContact)) > (IsActivated ? Origin.Timeout : activationTimeout);

    /// <summary>The client was heard from.</summary>
    public void Touch() => Volatile.Write(ref _lastContact, _time.GetTimestamp());

    /// <summary>Takes a Publish request; its answer is sent when there is one.</summary>
    /// <exception cref="UaException">BadNoSubscription or BadSessionClosed.</exception>
    public async ValueTask PublishAsync(ServerChannel channel, uint requestId, PublishRequest request, CancellationToken cancellationToken)
    {
        var waiting = new WaitingAnswer(channel, requestId, request.Header.RequestHandle, Subscriptions.PublishAsync(request));
        try
        {
            await _answers.Writer.WriteAsync(waiting, cancellationToken).ConfigureAwait(false);
        }
        catch (System.Threading.Channels.ChannelClosedException closed)
        {
            throw new UaException(StatusCode.BadSessionClosed, "The session was closed.", closed);
        }
    }

    /// <summary>From now on this channel uses the session; Publish requests of the one before are dropped.</summary>
    public void Bind(ServerChannel channel)
    {
        if (Channel != channel)
        {
            Subscriptions.DropRequests();
            Channel = channel;
        }
    }

    /// <summary>The channel is gone: what is still to be said waits for another.</summary>
    public void Unbind(ServerChannel channel)
    {
        if (Channel == channel)
        {
            Subscriptions.DropRequests();
        }
    }

    /// <summary>From now on passwords are encrypted for this key; the one before is forgotten.</summary>
    public void Replace(EphemeralKey key)
    {
        UserKey?.Dispose();
        UserKey = key;
    }

    /// <summary>The client is who it says it is, on this channel, and so is its user.</summary>
    public void Activate(ServerChannel channel, string user)
    {
        User = user;
        Subscriptions.Owner = new SubscriptionOwner(user, Origin.ApplicationUri, IsSecured: !Origin.ClientCertificate.IsEmpty);
        Bind(channel);
        IsActivated = true;
        Touch();
    }

    public async ValueTask EndAsync(bool deleteSubscriptions)
    {
        await Calls.DisposeAsync().ConfigureAwait(false);
        if (deleteSubscriptions)
        {
            Subscriptions.Dispose();
        }
        else
        {
            _registry.Abandon(Subscriptions);
        }

        UserKey?.Dispose();
        _answers.Writer.TryComplete();
        await _answering.ConfigureAwait(false);
    }

    private async Task AnswerAsync()
    {
        await foreach (var waiting in _answers.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await AnswerAsync(waiting).ConfigureAwait(false);
            }
            catch (UaException)
            {
                // The channel is gone: the message waits in the retransmission queue.
            }
        }
    }

    private async ValueTask AnswerAsync(WaitingAnswer waiting)
    {
        var response = await waiting.Answer.ConfigureAwait(false);
        if (response.Header.ServiceResult.IsBad)
        {
            await waiting.Channel.SendFaultAsync(waiting.RequestId, waiting.RequestHandle, response.Header.ServiceResult).ConfigureAwait(false);
            return;
        }

        response.Header = new ResponseHeader { RequestHandle = waiting.RequestHandle, Timestamp = UaDateTime.Now(_time) };
        await waiting.Channel.SendAsync(waiting.RequestId, response).ConfigureAwait(false);
    }

    private readonly record struct WaitingAnswer(ServerChannel Channel, uint RequestId, uint RequestHandle, Task<PublishResponse> Answer);
}

/// <summary>With what a session was created.</summary>
/// <param name="ApplicationUri">As the client calls itself.</param>
/// <param name="ClientCertificate">Of the channel; empty with policy None. Only the same client may take the session over.</param>
/// <param name="Timeout">How long the client may be silent.</param>
internal sealed record SessionOrigin(string Name, string ApplicationUri, ReadOnlyMemory<byte> ClientCertificate, TimeSpan Timeout);
