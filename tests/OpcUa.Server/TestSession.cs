using System.Security.Cryptography;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests;

/// <summary>A session made by hand, so that each step of it can be made wrong.</summary>
internal sealed class TestSession(RunningServer running, ClientChannel channel, SecurityPolicy policy)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    public CreateSessionResponse Created { get; private set; } = new();

    public byte[] ServerNonce { get; set; } = [];

    public NodeId Token { get; set; }

    /// <summary>For which policy the server is asked for keys; null asks for none.</summary>
    public string? AskedPolicy { get; init; } = policy.IsElliptic ? policy.Uri : null;

    /// <summary>For which the next password is encrypted, under a policy with keys on a curve.</summary>
    public SignedEphemeralKey? Key { get; private set; }

    private ExtensionObject Asking => AskedPolicy is null
        ? ExtensionObject.Null
        : AdditionalParameters.Wrap(new AdditionalParameter(new QualifiedName(0, AdditionalParameters.PolicyUri), Variant.Of(AskedPolicy)));

    public static async Task<TestSession> OpenAsync(RunningServer running, ClientChannel channel, string policy = "None")
    {
        var session = new TestSession(running, channel, SecurityPolicy.Find(policy));
        await session.CreateAsync();
        await session.ActivateAsync();
        return session;
    }

    public async Task CreateAsync(string clientUri = RunningServer.ClientUri)
    {
        var nonce = RandomNumberGenerator.GetBytes(32);
        Created = await SendAsync<CreateSessionResponse>(new CreateSessionRequest
        {
            Header = new RequestHeader { AdditionalHeader = Asking },
            ClientDescription = new ApplicationDescription { ApplicationUri = clientUri, ApplicationType = ApplicationType.Client },
            EndpointUrl = running.Server.Endpoint.OriginalString,
            SessionName = "test",
            ClientNonce = nonce,
            ClientCertificate = policy.IsNone ? null : running.ClientFor(policy).Der.ToArray(),
            RequestedSessionTimeout = 60_000,
        });
        Token = Created.AuthenticationToken;
        ServerNonce = Created.ServerNonce!;
        Take(Created.Header);
        if (!policy.IsNone)
        {
            using var key = TrustFolder.PublicKey(running.CertificateFor(policy).Der.Span, policy);
            Assert.True(AsymmetricCryptography.Verify(
                policy, key, [.. running.ClientFor(policy).Der.Span, .. nonce], Created.ServerSignature.Signature));
        }
    }

    public async Task ActivateAsync(UserIdentityToken? user = null, byte[]? signed = null, SignatureData? userSignature = null)
    {
        byte[] data = signed ?? [.. running.CertificateFor(policy).Der.Span, .. ServerNonce];
        var activated = await SendAsync<ActivateSessionResponse>(new ActivateSessionRequest
        {
            ClientSignature = policy.IsNone
                ? SignatureData.None
                : new SignatureData(policy.AsymmetricSignatureUri, AsymmetricCryptography.Sign(policy, running.ClientFor(policy).PrivateKey, data)),
            UserIdentityToken = (user ?? new AnonymousIdentityToken("anonymous")).ToExtensionObject(),
            UserTokenSignature = userSignature ?? SignatureData.None,
        });
        ServerNonce = activated.ServerNonce!;
        Take(activated.Header);
    }

    /// <summary>A token with the password encrypted as the endpoint asks for it.</summary>
    public UserNameIdentityToken User(string name, string password)
    {
        var tokenPolicy = policy.IsNone ? SecurityPolicy.Basic256Sha256 : policy;
        if (tokenPolicy.IsElliptic)
        {
            var secret = EccSecret.Encrypt(tokenPolicy, running.ClientFor(tokenPolicy), Key!.PublicKey, password, ServerNonce, running.Time); // it was asked for
            return new UserNameIdentityToken("username", name, secret, null);
        }

        using var key = TrustFolder.PublicKey(running.Certificate.Der.Span, tokenPolicy);
        return new UserNameIdentityToken(
            "username", name, PasswordSecret.Encrypt(tokenPolicy, key, password, ServerNonce), tokenPolicy.AsymmetricEncryptionUri);
    }

    private void Take(ResponseHeader header) =>
        Key = SignedEphemeralKey.Decode(AdditionalParameters.Find(header.AdditionalHeader, AdditionalParameters.Key, CodecLimits.Client), CodecLimits.Client) ?? Key;

    /// <summary>The signature of a user with a certificate over something.</summary>
    public SignatureData UserSignature(UserCertificate user, byte[] signed) =>
        new(policy.AsymmetricSignatureUri, AsymmetricCryptography.Sign(policy, user.PrivateKey, signed));

    public async Task<double> ReadSpeedAsync()
    {
        var response = await SendAsync<ReadResponse>(new ReadRequest { NodesToRead = [new ReadValueId(running.Speed.Id)] });
        return response.Results[0].Value.AsDouble();
    }

    public async Task<uint> SubscribeAsync(uint queueSize = 10, double interval = 50, uint lifetime = 1_000)
    {
        var subscription = await SendAsync<CreateSubscriptionResponse>(new CreateSubscriptionRequest
        {
            RequestedPublishingInterval = interval,
            RequestedLifetimeCount = lifetime,
            RequestedMaxKeepAliveCount = 10,
        });
        var items = await SendAsync<CreateMonitoredItemsResponse>(new CreateMonitoredItemsRequest
        {
            SubscriptionId = subscription.SubscriptionId,
            ItemsToCreate = [new MonitoredItemCreateRequest { ItemToMonitor = new ReadValueId(running.Speed.Id), ClientHandle = 7, QueueSize = queueSize }],
        });
        Assert.Equal(StatusCode.Good, items.Results[0].Status);
        return subscription.SubscriptionId;
    }

    public Task<PublishResponse> PublishAsync(params SubscriptionAcknowledgement[] acknowledgements) =>
        SendAsync<PublishResponse>(new PublishRequest { Acknowledgements = acknowledgements });

    public Task<TResponse> SendAsync<TResponse>(ServiceRequest request)
        where TResponse : ServiceResponse
    {
        request.Header = request.Header with { AuthenticationToken = Token };
        return channel.SendAsync<TResponse>(request, Wait, TestContext.Current.CancellationToken).AsTask();
    }
}
