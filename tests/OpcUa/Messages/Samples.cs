using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Messages;

/// <summary>One of every message, each field with a value of its own.</summary>
internal static class Samples
{
    private static readonly RequestHeader Request = new()
    {
        AuthenticationToken = new NodeId("secret", 0),
        Timestamp = new UaDateTime(133_000_000_000_000_000),
        RequestHandle = 11,
        ReturnDiagnostics = 12,
        AuditEntryId = "audit",
        TimeoutHint = 13,
    };

    private static readonly ResponseHeader Response = new()
    {
        Timestamp = new UaDateTime(133_000_000_000_000_001),
        RequestHandle = 14,
        ServiceResult = StatusCode.Good,
        ServiceDiagnostics = new DiagnosticInfo { SymbolicId = 0 },
        StringTable = ["a", null],
    };

    private static readonly ApplicationDescription Application = new()
    {
        ApplicationUri = "urn:app",
        ProductUri = "urn:product",
        ApplicationName = new LocalizedText("en", "App"),
        ApplicationType = ApplicationType.ClientAndServer,
        GatewayServerUri = "urn:gateway",
        DiscoveryProfileUri = "urn:profile",
        DiscoveryUrls = ["opc.tcp://a", "opc.tcp://b"],
    };

    private static readonly EndpointDescription Endpoint = new()
    {
        EndpointUrl = "opc.tcp://a:4840",
        Server = Application,
        ServerCertificate = [1, 2],
        SecurityMode = MessageSecurityMode.SignAndEncrypt,
        SecurityPolicyUri = "urn:policy",
        UserIdentityTokens =
        [
            new UserTokenPolicy
            {
                PolicyId = "user",
                TokenType = UserTokenType.UserName,
                IssuedTokenType = "it",
                IssuerEndpointUrl = "iu",
                SecurityPolicyUri = "urn:token",
            },
        ],
        TransportProfileUri = "urn:transport",
        SecurityLevel = 3,
    };

    private static readonly SignatureData Signature = new("urn:algorithm", [3, 4]);

    private static readonly BrowseResult Page = new()
    {
        Status = StatusCode.UncertainInitialValue,
        ContinuationPoint = [5],
        References =
        [
            new ReferenceDescription
            {
                ReferenceTypeId = new NodeId(47),
                IsForward = true,
                NodeId = new ExpandedNodeId(new NodeId("a", 2), null, 1),
                BrowseName = new QualifiedName(2, "a"),
                DisplayName = new LocalizedText("a"),
                NodeClass = NodeClasses.Variable,
                TypeDefinition = new NodeId(63),
            },
        ],
    };

    public static readonly ServiceRequest[] Requests =
    [
        new FindServersRequest { Header = Request, EndpointUrl = "u", LocaleIds = ["l"], ServerUris = ["s"] },
        new GetEndpointsRequest { Header = Request, EndpointUrl = "u", LocaleIds = ["l"], ProfileUris = ["p"] },
        new OpenSecureChannelRequest
        {
            Header = Request,
            ClientProtocolVersion = 1,
            RequestType = SecurityTokenRequestType.Renew,
            SecurityMode = MessageSecurityMode.Sign,
            ClientNonce = [1],
            RequestedLifetime = 2,
        },
        new CloseSecureChannelRequest { Header = Request },
        new CreateSessionRequest
        {
            Header = Request,
            ClientDescription = Application,
            ServerUri = "s",
            EndpointUrl = "u",
            SessionName = "n",
            ClientNonce = [1],
            ClientCertificate = [2],
            RequestedSessionTimeout = 3,
            MaxResponseMessageSize = 4,
        },
        new ActivateSessionRequest
        {
            Header = Request,
            ClientSignature = Signature,
            LocaleIds = ["zh-CN"],
            UserIdentityToken = new UserNameIdentityToken("p", "u", [1], "a").ToExtensionObject(),
            UserTokenSignature = Signature,
        },
        new CloseSessionRequest { Header = Request, DeleteSubscriptions = true },
        new ReadRequest
        {
            Header = Request,
            MaxAge = 1,
            TimestampsToReturn = TimestampsToReturn.Server,
            NodesToRead = [new ReadValueId(new NodeId(1), AttributeId.DataType, "1:2", new QualifiedName(0, "Default XML"))],
        },
        new BrowseRequest
        {
            Header = Request,
            RequestedMaxReferencesPerNode = 7,
            NodesToBrowse =
            [
                new BrowseDescription
                {
                    NodeId = new NodeId(85),
                    Direction = BrowseDirection.Both,
                    ReferenceTypeId = new NodeId(33),
                    IncludeSubtypes = false,
                    NodeClassMask = NodeClasses.Object | NodeClasses.Variable,
                    ResultMask = 9,
                },
            ],
        },
        new WriteRequest
        {
            Header = Request,
            NodesToWrite =
            [
                new WriteValue(new NodeId("a", 1), Variant.Of(-12)),
                new WriteValue(new NodeId(2), new DataValue(Variant.Of("d"), StatusCode.Good, new UaDateTime(3)), AttributeId.Description, "1:2"),
            ],
        },
        new CallRequest
        {
            Header = Request,
            MethodsToCall =
            [
                new CallMethodRequest
                {
                    ObjectId = new NodeId("o", 1),
                    MethodId = new NodeId("m", 1),
                    InputArguments = [Variant.Of(1.5), Variant.OfArray(BuiltInType.Int32, new[] { 1, 2 })],
                },
            ],
        },
        new TranslateBrowsePathsRequest
        {
            Header = Request,
            BrowsePaths =
            [
                new BrowsePath
                {
                    StartingNode = new NodeId(85),
                    Elements =
                    [
                        new RelativePathElement(new NodeId(33), new QualifiedName(2, "a")),
                        new RelativePathElement(new NodeId(47), new QualifiedName(2, "b"), IsInverse: true, IncludeSubtypes: false),
                    ],
                },
            ],
        },
        new BrowseNextRequest { Header = Request, ReleaseContinuationPoints = true, ContinuationPoints = [[1], [2, 3]] },
        new CreateSubscriptionRequest
        {
            Header = Request,
            RequestedPublishingInterval = 1,
            RequestedLifetimeCount = 2,
            RequestedMaxKeepAliveCount = 3,
            MaxNotificationsPerPublish = 4,
            PublishingEnabled = false,
            Priority = 5,
        },
        new ModifySubscriptionRequest
        {
            Header = Request,
            SubscriptionId = 1,
            RequestedPublishingInterval = 2,
            RequestedLifetimeCount = 3,
            RequestedMaxKeepAliveCount = 4,
            MaxNotificationsPerPublish = 5,
            Priority = 6,
        },
        new SetPublishingModeRequest { Header = Request, PublishingEnabled = true, SubscriptionIds = [1, 2] },
        new TransferSubscriptionsRequest { Header = Request, SubscriptionIds = [1, 2], SendInitialValues = true },
        new DeleteSubscriptionsRequest { Header = Request, SubscriptionIds = [1, 2] },
        new CreateMonitoredItemsRequest
        {
            Header = Request,
            SubscriptionId = 1,
            TimestampsToReturn = TimestampsToReturn.Source,
            ItemsToCreate =
            [
                new MonitoredItemCreateRequest
                {
                    ItemToMonitor = new ReadValueId(new NodeId("a", 1)),
                    MonitoringMode = MonitoringMode.Sampling,
                    ClientHandle = 2,
                    SamplingInterval = 3,
                    Filter = new DataChangeFilter(DataChangeTrigger.StatusValueTimestamp, 1, 0.5).ToExtensionObject(),
                    QueueSize = 4,
                    DiscardOldest = false,
                },
            ],
        },
        new ModifyMonitoredItemsRequest
        {
            Header = Request,
            SubscriptionId = 1,
            TimestampsToReturn = TimestampsToReturn.Server,
            ItemsToModify =
            [
                new MonitoredItemModifyRequest
                {
                    MonitoredItemId = 2,
                    ClientHandle = 3,
                    SamplingInterval = 4,
                    Filter = new DataChangeFilter(DataChangeTrigger.Status, 2, 0.5).ToExtensionObject(),
                    QueueSize = 5,
                    DiscardOldest = false,
                },
            ],
        },
        new SetMonitoringModeRequest
        {
            Header = Request,
            SubscriptionId = 1,
            MonitoringMode = MonitoringMode.Sampling,
            MonitoredItemIds = [2, 3],
        },
        new SetTriggeringRequest
        {
            Header = Request,
            SubscriptionId = 1,
            TriggeringItemId = 2,
            LinksToAdd = [3, 4],
            LinksToRemove = [5],
        },
        new DeleteMonitoredItemsRequest { Header = Request, SubscriptionId = 1, MonitoredItemIds = [2, 3] },
        new RegisterNodesRequest { Header = Request, NodesToRegister = [new NodeId("a", 1), new NodeId(2)] },
        new UnregisterNodesRequest { Header = Request, NodesToUnregister = [new NodeId("a", 1), new NodeId(2)] },
        new PublishRequest { Header = Request, Acknowledgements = [new SubscriptionAcknowledgement(1, 2)] },
        new RepublishRequest { Header = Request, SubscriptionId = 1, RetransmitSequenceNumber = 2 },
        new HistoryReadRequest
        {
            Header = Request,
            Details = new ReadRawModifiedDetails(new UaDateTime(1), new UaDateTime(2), 3, ReturnBounds: true).ToExtensionObject(),
            TimestampsToReturn = TimestampsToReturn.Server,
            ReleaseContinuationPoints = true,
            NodesToRead = [new HistoryReadValueId(new NodeId("h", 1), [4], "1:2", new QualifiedName(5, "e")), new HistoryReadValueId(new NodeId(6))],
        },
    ];

    public static readonly ServiceResponse[] Responses =
    [
        new ServiceFault { Header = Response with { ServiceResult = StatusCode.BadServiceUnsupported } },
        new FindServersResponse { Header = Response, Servers = [Application] },
        new GetEndpointsResponse { Header = Response, Endpoints = [Endpoint, Endpoint] },
        new OpenSecureChannelResponse
        {
            Header = Response,
            ServerProtocolVersion = 1,
            SecurityToken = new ChannelSecurityToken(2, 3, new UaDateTime(4), 5),
            ServerNonce = [6],
        },
        new CloseSecureChannelResponse { Header = Response },
        new CreateSessionResponse
        {
            Header = Response,
            SessionId = new NodeId(1, 1),
            AuthenticationToken = new NodeId([1, 2], 0),
            RevisedSessionTimeout = 3,
            ServerNonce = [4],
            ServerCertificate = [5],
            ServerEndpoints = [Endpoint],
            ServerSignature = Signature,
            MaxRequestMessageSize = 6,
        },
        new ActivateSessionResponse { Header = Response, ServerNonce = [1], Results = [StatusCode.Good] },
        new CloseSessionResponse { Header = Response },
        new ReadResponse { Header = Response, Results = [new DataValue(Variant.Of(1.5), default, new UaDateTime(1))] },
        new BrowseResponse { Header = Response, Results = [Page] },
        new WriteResponse { Header = Response, Results = [StatusCode.Good, StatusCode.BadNotWritable] },
        new CallResponse
        {
            Header = Response,
            Results =
            [
                new CallMethodResult { OutputArguments = [Variant.Of("done")] },
                new CallMethodResult
                {
                    Status = StatusCode.BadInvalidArgument,
                    InputArgumentResults = [StatusCode.Good, StatusCode.BadTypeMismatch],
                },
            ],
        },
        new TranslateBrowsePathsResponse
        {
            Header = Response,
            Results =
            [
                new BrowsePathResult
                {
                    Targets =
                    [
                        new BrowsePathTarget(new NodeId("a", 1)),
                        new BrowsePathTarget(new ExpandedNodeId(new NodeId(3), "urn:other", 1), 1),
                    ],
                },
                new BrowsePathResult { Status = StatusCode.BadNoMatch },
            ],
        },
        new BrowseNextResponse { Header = Response, Results = [Page] },
        new CreateSubscriptionResponse
        {
            Header = Response,
            SubscriptionId = 1,
            RevisedPublishingInterval = 2,
            RevisedLifetimeCount = 3,
            RevisedMaxKeepAliveCount = 4,
        },
        new ModifySubscriptionResponse
        {
            Header = Response,
            RevisedPublishingInterval = 2,
            RevisedLifetimeCount = 3,
            RevisedMaxKeepAliveCount = 4,
        },
        new SetPublishingModeResponse { Header = Response, Results = [StatusCode.BadSubscriptionIdInvalid] },
        new TransferSubscriptionsResponse
        {
            Header = Response,
            Results = [new TransferResult(StatusCode.Good, [1, 2]), new TransferResult(StatusCode.BadSubscriptionIdInvalid, [])],
        },
        new DeleteSubscriptionsResponse { Header = Response, Results = [StatusCode.Good] },
        new CreateMonitoredItemsResponse
        {
            Header = Response,
            Results =
            [
                new MonitoredItemCreateResult(StatusCode.Good, 1, 2, 3),
                new MonitoredItemCreateResult(StatusCode.BadNodeIdUnknown, 0, 0, 0),
                new MonitoredItemCreateResult(StatusCode.Good, 4, 0, 5) { FilterResult = EventSamples.Result.ToExtensionObject() },
            ],
        },
        new ModifyMonitoredItemsResponse
        {
            Header = Response,
            Results =
            [
                new MonitoredItemModifyResult(StatusCode.Good, 1, 2),
                new MonitoredItemModifyResult(StatusCode.BadMonitoredItemIdInvalid, 0, 0),
            ],
        },
        new SetMonitoringModeResponse { Header = Response, Results = [StatusCode.Good, StatusCode.BadMonitoredItemIdInvalid] },
        new SetTriggeringResponse
        {
            Header = Response,
            AddResults = [StatusCode.Good],
            RemoveResults = [StatusCode.BadMonitoredItemIdInvalid, StatusCode.Good],
        },
        new DeleteMonitoredItemsResponse { Header = Response, Results = [StatusCode.BadMonitoredItemIdInvalid] },
        new RegisterNodesResponse { Header = Response, RegisteredNodeIds = [new NodeId(1, 5), new NodeId("b", 2)] },
        new UnregisterNodesResponse { Header = Response },
        new PublishResponse
        {
            Header = Response,
            SubscriptionId = 1,
            AvailableSequenceNumbers = [2, 3],
            MoreNotifications = true,
            Notification = Notifications(),
            Results = [StatusCode.BadSequenceNumberUnknown],
        },
        new RepublishResponse { Header = Response, Notification = Notifications() },
        new HistoryReadResponse
        {
            Header = Response,
            Results =
            [
                new HistoryReadResult
                {
                    Status = StatusCode.GoodMoreData,
                    ContinuationPoint = [1],
                    Values = [new DataValue(Variant.Of(2.5), default, new UaDateTime(3), new UaDateTime(4))],
                },
                new HistoryReadResult { Status = StatusCode.BadHistoryOperationUnsupported },
                new HistoryReadResult { Other = new ExtensionObject(new NodeId(661), ExtensionBody.Binary, new byte[] { 5 }) },
            ],
        },
    ];

    private static NotificationMessage Notifications() => new()
    {
        SequenceNumber = 4,
        PublishTime = new UaDateTime(5),
        Data =
        [
            new DataChangeNotification(
            [
                new MonitoredItemNotification(6, new DataValue(Variant.Of("value"), StatusCode.Good, new UaDateTime(7))),
                new MonitoredItemNotification(8, new DataValue(Variant.Of(9.5))),
            ]),
            new StatusChangeNotification(StatusCode.BadTimeout),
            new RawNotification(new ExtensionObject(new NodeId(4711), ExtensionBody.Binary, new byte[] { 1, 2, 3 })),
            EventSamples.Events(),
        ],
    };
}
