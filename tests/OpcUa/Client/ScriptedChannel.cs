using System.Threading.Channels;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>A server that answers as the test says, honest or not; Publish requests wait until the test answers them.</summary>
internal sealed class ScriptedChannel : IRequestChannel
{
    private static readonly string[] Namespaces = ["http://opcfoundation.org/UA/", "urn:scripted"];

    private readonly TaskCompletionSource<UaException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<PostedPublish> _posted = Channel.CreateBounded<PostedPublish>(100);

    /// <summary>Answers a request; what it leaves out (null) is answered as an honest server would.</summary>
    public Func<ServiceRequest, ServiceResponse?> Script { get; set; } = _ => null;

    public Task<UaException> Ended => _ended.Task;

    public int PostedCount => _posted.Reader.Count;

    public static async Task<UaSession> OpenSessionAsync(ScriptedChannel channel, TimeProvider time)
    {
        var endpoint = new EndpointDescription { UserIdentityTokens = [new UserTokenPolicy { PolicyId = "anonymous" }] };
        var connection = new Connection(channel, new SelectedEndpoint(endpoint, endpoint.UserIdentityTokens[0]), [endpoint]);
        var options = new UaClientOptions { EndpointUrl = new Uri("opc.tcp://scripted"), Security = SecurityChoice.None };
        return await UaSession.OpenAsync(connection, options, time, TestContext.Current.CancellationToken);
    }

    /// <summary>The next Publish request that the client sends.</summary>
    public ValueTask<PostedPublish> NextPublishAsync() => _posted.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask<TResponse> SendAsync<TResponse>(ServiceRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TResponse : ServiceResponse
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ended.Task.IsCompleted)
        {
            throw new UaException(StatusCode.BadConnectionClosed, "as the test says");
        }

        var response = Script(request) ?? Honest(request);
        return response.Header.ServiceResult.IsBad
            ? throw new UaException(response.Header.ServiceResult, "as the script says")
            : ValueTask.FromResult((TResponse)response);
    }

    public ValueTask PostAsync(ServiceRequest request, Action<ServiceResponse?, UaException?> completed, CancellationToken cancellationToken) =>
        _posted.Writer.WriteAsync(new PostedPublish((PublishRequest)request, completed), cancellationToken);

    public void End(StatusCode status) => _ended.TrySetResult(new UaException(status, "as the test says"));

    public ValueTask DisposeAsync()
    {
        End(StatusCode.BadConnectionClosed);
        return ValueTask.CompletedTask;
    }

    private static ServiceResponse Honest(ServiceRequest request) => request switch
    {
        CreateSessionRequest => new CreateSessionResponse { AuthenticationToken = new NodeId(7), RevisedSessionTimeout = 60_000 },
        ActivateSessionRequest => new ActivateSessionResponse(),
        CloseSessionRequest => new CloseSessionResponse(),
        ReadRequest read => new ReadResponse { Results = [.. read.NodesToRead.Select(Read)] },
        CreateSubscriptionRequest wanted => new CreateSubscriptionResponse
        {
            SubscriptionId = 1,
            RevisedPublishingInterval = wanted.RequestedPublishingInterval,
            RevisedMaxKeepAliveCount = wanted.RequestedMaxKeepAliveCount,
            RevisedLifetimeCount = wanted.RequestedLifetimeCount,
        },
        CreateMonitoredItemsRequest items => new CreateMonitoredItemsResponse
        {
            Results = [.. items.ItemsToCreate.Select(item => new MonitoredItemCreateResult(StatusCode.Good, item.ClientHandle, 1, 1))],
        },
        RepublishRequest => new ServiceFault { Header = new ResponseHeader { ServiceResult = StatusCode.BadMessageNotAvailable } },
        _ => new ServiceFault { Header = new ResponseHeader { ServiceResult = StatusCode.BadServiceUnsupported } },
    };

    private static DataValue Read(ReadValueId wanted) => wanted.NodeId == new NodeId(2255)
        ? new DataValue(Variant.OfArray(BuiltInType.String, Namespaces))
        : new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown);
}

/// <summary>A Publish request under way.</summary>
internal sealed record PostedPublish(PublishRequest Request, Action<ServiceResponse?, UaException?> Completed)
{
    public void Answer(PublishResponse response) => Completed(response, null);

    public void Fault(StatusCode status) =>
        Completed(new ServiceFault { Header = new ResponseHeader { ServiceResult = status } }, null);
}
