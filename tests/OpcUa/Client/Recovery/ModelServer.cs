using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client.Recovery;

/// <summary>
/// A server as a model: sessions, subscriptions with numbered messages that are kept until they are acknowledged, and everything that can
/// happen to them. Its lines are scripted channels.
/// </summary>
internal sealed class ModelServer : IConnector
{
    private readonly Lock _gate = new();
    private readonly HashSet<uint> _sessions = [];
    private readonly Dictionary<uint, ModelSubscription> _subscriptions = [];
    private readonly Channel<string> _services = Channel.CreateBounded<string>(100_000);
    private uint _lastSession;
    private int _levelReads;
    private uint _nextSubscription = 1;
    private UaDateTime _startTime = new(1_000_000);
    private volatile ScriptedChannel? _line;

    public string[] Namespaces { get; set; } = ["http://opcfoundation.org/UA/", "urn:scripted"];

    /// <summary>Its ServiceLevel; null when it has none.</summary>
    public byte? Level { get; set; }

    public int LevelReads => Volatile.Read(ref _levelReads);

    public string ApplicationUri { get; set; } = "";

    /// <summary>What it says of its redundant set.</summary>
    public string[] SetUris { get; set; } = [];

    /// <summary>Nobody gets a line to it.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers instead of the model.</summary>
    public Func<ServiceRequest, ServiceResponse?> Script { get; set; } = _ => null;

    public int Connections { get; private set; }

    public int SessionCount
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    public static ServiceFault Fault(StatusCode status) => new() { Header = new ResponseHeader { ServiceResult = status } };

    public Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        Connections++;
        if (IsDown)
        {
            throw new UaException(StatusCode.BadConnectionClosed, "as the test says");
        }

        var line = new ScriptedChannel { Script = Answer };
        _line = line;
        var endpoint = new EndpointDescription
        {
            Server = new ApplicationDescription { ApplicationUri = ApplicationUri },
            UserIdentityTokens = [new UserTokenPolicy { PolicyId = "anonymous" }],
        };
        return Task.FromResult(new Connection(line, new SelectedEndpoint(endpoint, endpoint.UserIdentityTokens[0]), [endpoint]));
    }

    /// <summary>The names of the services asked for since the last call, but Publish and Read.</summary>
    public List<string> Services()
    {
        List<string> names = [];
        while (_services.Reader.TryRead(out var name))
        {
            names.Add(name);
        }

        return names;
    }

    public void Cut() => _line?.End(StatusCode.BadConnectionClosed);

    public void ForgetSessions()
    {
        lock (_gate)
        {
            _sessions.Clear();
        }
    }

    /// <summary>Everything is forgotten, and the numbers begin somewhere else.</summary>
    public void Restart(uint nextSubscription)
    {
        lock (_gate)
        {
            _sessions.Clear();
            _subscriptions.Clear();
            _nextSubscription = nextSubscription;
            _startTime = new UaDateTime(_startTime.Ticks + 1);
        }

        Cut();
    }

    /// <summary>The next message of a subscription is made and kept, but reaches nobody.</summary>
    public uint Lose(uint subscription, bool isKept)
    {
        lock (_gate)
        {
            return _subscriptions[subscription].Make(isKept);
        }
    }

    /// <summary>The next message of a subscription is made, kept and sent.</summary>
    public async Task<uint> SendAsync(uint subscription)
    {
        var number = Lose(subscription, isKept: true);
        await AnswerAsync(subscription, Message(number));
        return number;
    }

    public Task RepeatAsync(uint subscription, uint number) => AnswerAsync(subscription, Message(number));

    public Task KeepAliveAsync(uint subscription) => AnswerAsync(subscription, new NotificationMessage { SequenceNumber = Next(subscription) });

    public void BeginAt(uint subscription, uint number)
    {
        lock (_gate)
        {
            _subscriptions[subscription].Next = number;
        }
    }

    private static NotificationMessage Message(uint number) => new()
    {
        SequenceNumber = number,
        Data = [new DataChangeNotification([new MonitoredItemNotification(1, new DataValue(Variant.Of(number)))])],
    };

    private uint Next(uint subscription)
    {
        lock (_gate)
        {
            return _subscriptions[subscription].Next;
        }
    }

    private async Task AnswerAsync(uint subscription, NotificationMessage message)
    {
        var line = _line!; // there is one once the client has connected
        var posted = await line.NextPublishAsync();
        lock (_gate)
        {
            foreach (var acknowledgement in posted.Request.Acknowledgements)
            {
                _subscriptions.GetValueOrDefault(acknowledgement.SubscriptionId)?.Kept.Remove(acknowledgement.SequenceNumber);
            }
        }

        posted.Answer(new PublishResponse { SubscriptionId = subscription, Notification = message });
    }

    private ServiceResponse? Answer(ServiceRequest request)
    {
        lock (_gate)
        {
            if (request is not ReadRequest)
            {
                _services.Writer.TryWrite(request.GetType().Name.Replace("Request", "", StringComparison.Ordinal));
            }

            return Script(request) ?? AnswerHonestly(request);
        }
    }

    private ServiceResponse? AnswerHonestly(ServiceRequest request)
    {
        var token = request.Header.AuthenticationToken.IdType == IdType.Numeric ? request.Header.AuthenticationToken.Numeric : 0;
        if (request is CreateSessionRequest)
        {
            _sessions.Add(++_lastSession);
            return new CreateSessionResponse { AuthenticationToken = new NodeId(_lastSession), RevisedSessionTimeout = 60_000 };
        }

        if (!_sessions.Contains(token))
        {
            return Fault(StatusCode.BadSessionIdInvalid);
        }

        return request switch
        {
            CloseSessionRequest close => Close(token, close.DeleteSubscriptions),
            ReadRequest read => new ReadResponse { Results = [.. read.NodesToRead.Select(Read)] },
            CreateSubscriptionRequest wanted => Create(token, wanted),
            TransferSubscriptionsRequest transfer => new TransferSubscriptionsResponse
            {
                Results = [.. transfer.SubscriptionIds.Select(id => Transfer(id, token))],
            },
            RepublishRequest again => Republish(again, token),
            DeleteSubscriptionsRequest delete => new DeleteSubscriptionsResponse
            {
                Results = [.. delete.SubscriptionIds.Select(id => _subscriptions.Remove(id) ? StatusCode.Good : StatusCode.BadSubscriptionIdInvalid)],
            },
            _ => null,
        };
    }

    private CloseSessionResponse Close(uint token, bool deleteSubscriptions)
    {
        _sessions.Remove(token);
        foreach (var (id, subscription) in _subscriptions)
        {
            if (deleteSubscriptions && subscription.Session == token)
            {
                _subscriptions.Remove(id);
            }
        }

        return new CloseSessionResponse();
    }

    private CreateSubscriptionResponse Create(uint token, CreateSubscriptionRequest wanted)
    {
        var id = _nextSubscription++;
        _subscriptions[id] = new ModelSubscription { Session = token };
        return new CreateSubscriptionResponse
        {
            SubscriptionId = id,
            RevisedPublishingInterval = wanted.RequestedPublishingInterval,
            RevisedMaxKeepAliveCount = wanted.RequestedMaxKeepAliveCount,
            RevisedLifetimeCount = wanted.RequestedLifetimeCount,
        };
    }

    private TransferResult Transfer(uint id, uint token)
    {
        if (!_subscriptions.TryGetValue(id, out var subscription))
        {
            return new TransferResult(StatusCode.BadSubscriptionIdInvalid, []);
        }

        subscription.Session = token;
        return new TransferResult(StatusCode.Good, [.. subscription.Kept]);
    }

    private ServiceResponse Republish(RepublishRequest again, uint token)
    {
        if (!_subscriptions.TryGetValue(again.SubscriptionId, out var subscription) || subscription.Session != token)
        {
            return Fault(StatusCode.BadSubscriptionIdInvalid);
        }

        return subscription.Kept.Contains(again.RetransmitSequenceNumber)
            ? new RepublishResponse { Notification = Message(again.RetransmitSequenceNumber) }
            : Fault(StatusCode.BadMessageNotAvailable);
    }

    private DataValue Read(ReadValueId wanted) => wanted.NodeId switch
    {
        { Numeric: 2255 } => new DataValue(Variant.OfArray(BuiltInType.String, Namespaces)),
        { Numeric: 2257 } => new DataValue(Variant.Of(_startTime)),
        { Numeric: 2267 } when Interlocked.Increment(ref _levelReads) > 0 && Level is { } level => new DataValue(Variant.Of(level)),
        { Numeric: 11314 } => new DataValue(Variant.OfArray(BuiltInType.String, SetUris)),
        _ => new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown),
    };

    private sealed class ModelSubscription
    {
        public uint Session { get; set; }

        public uint Next { get; set; } = 1;

        public SortedSet<uint> Kept { get; } = [];

        public uint Make(bool isKept)
        {
            var number = Next;
            Next = SequenceTracker.After(number);
            if (isKept)
            {
                Kept.Add(number);
            }

            return number;
        }
    }
}
