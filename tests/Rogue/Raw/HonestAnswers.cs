using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;

namespace IndustrialGateway.Rogue.Tests.Raw;

/// <summary>What an honest server would say: the rest of a rogue's dialogue.</summary>
internal static class HonestAnswers
{
    private static readonly string[] Namespaces = ["http://opcfoundation.org/UA/", Plant.ServerUri];

    /// <summary>Null leaves the request without an answer: a Publish waits.</summary>
    public static ServiceResponse? To(ServiceRequest request, SecurityPolicy policy) => request switch
    {
        GetEndpointsRequest => new GetEndpointsResponse { Endpoints = Endpoints() },
        CreateSessionRequest create => Session(create, policy),
        ActivateSessionRequest => new ActivateSessionResponse { ServerNonce = RandomNumberGenerator.GetBytes(32) },
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
        PublishRequest => null,
        _ => Fault(StatusCode.BadServiceUnsupported),
    };

    public static ServiceFault Fault(StatusCode status) => new() { Header = new ResponseHeader { ServiceResult = status } };

    public static EndpointDescription[] Endpoints() =>
    [
        Endpoint(SecurityPolicy.None, MessageSecurityMode.None),
        .. SecurityPolicy.All.Where(each => !each.IsNone).Select(each => Endpoint(each, MessageSecurityMode.SignAndEncrypt)),
    ];

    public static EndpointDescription Endpoint(SecurityPolicy policy, MessageSecurityMode mode) => new()
    {
        EndpointUrl = "opc.tcp://plant",
        Server = new ApplicationDescription { ApplicationUri = Plant.ServerUri },
        ServerCertificate = Plant.ServerFor(policy).Der.ToArray(),
        SecurityMode = mode,
        SecurityPolicyUri = policy.Uri,
        UserIdentityTokens =
        [
            new UserTokenPolicy { PolicyId = "anonymous", TokenType = UserTokenType.Anonymous },
            new UserTokenPolicy { PolicyId = "username", TokenType = UserTokenType.UserName, SecurityPolicyUri = SecurityPolicy.Basic256Sha256.Uri },
        ],
    };

    public static CreateSessionResponse Session(
        CreateSessionRequest create, SecurityPolicy policy, byte[]? nonce = null, EndpointDescription[]? endpoints = null, byte[]? signature = null) => new()
        {
            SessionId = new NodeId(1, 1),
            AuthenticationToken = new NodeId(7),
            RevisedSessionTimeout = 60_000,
            ServerNonce = nonce ?? RandomNumberGenerator.GetBytes(32),
            ServerCertificate = Plant.ServerFor(policy).Der.ToArray(),
            ServerEndpoints = endpoints ?? Endpoints(),
            ServerSignature = policy.IsNone ? SignatureData.None : new SignatureData(policy.AsymmetricSignatureUri, signature ?? AsymmetricCryptography.Sign(
            policy, Plant.ServerFor(policy).PrivateKey, [.. create.ClientCertificate ?? [], .. create.ClientNonce ?? []])),
        };

    private static DataValue Read(ReadValueId wanted) => wanted.NodeId == new NodeId(2255)
        ? new DataValue(Variant.OfArray(BuiltInType.String, Namespaces))
        : new DataValue(Variant.Null, StatusCode.BadNodeIdUnknown);
}
