using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Commands;
using IndustrialGateway.OpcUa.Client.Events;
using IndustrialGateway.OpcUa.Client.History;
using IndustrialGateway.OpcUa.Client.Paths;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop;

public sealed class SessionTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    public static TheoryData<string, MessageSecurityMode, UserTokenType> Combinations =>
    [
        .. from security in (IEnumerable<(string Policy, MessageSecurityMode Mode)>)[("None", MessageSecurityMode.None), .. Secured]
           from token in (UserTokenType[])[UserTokenType.Anonymous, UserTokenType.UserName, UserTokenType.Certificate]
           select (security.Policy, security.Mode, token),
    ];

    private static IEnumerable<(string Policy, MessageSecurityMode Mode)> Secured =>
        from policy in (string[])["Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss", "Basic256Sha256"]
        from mode in (MessageSecurityMode[])[MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt]
        select (policy, mode);

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Combinations))]
    public async Task Every_service_is_served_with_every_policy_mode_and_token(string policy, MessageSecurityMode mode, UserTokenType token)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var session = await ConnectAsync(SecurityChoice.Of(policy, mode), Identity(token), cancelled);

        var state = await session.ReadAsync([new NodeId(2259)], cancelled);
        Assert.Equal(0, state[0].Value.AsInt64());
        Assert.Contains((await session.BrowseAsync([new NodeId(85)], null, cancelled))[0].References, each => each.BrowseName.Name == "Machine");
        Assert.Equal(StatusCode.Good, await session.WriteAsync(Node(session, "Writable/Double"), Variant.Of(0.1), cancelled));
        var scaled = await session.CallAsync(
            Node(session, "Machine"), Node(session, "Scale"), [Variant.Of(2.0), Variant.OfArray(BuiltInType.Double, (double[])[1])], cancelled);
        Assert.Equal([Variant.OfArray(BuiltInType.Double, (double[])[2])], scaled.OutputArguments);
        var index = Node(session, "Machine").NamespaceIndex;
        var found = await session.TranslateBrowsePathsAsync(new NodeId(85), [$"/{index}:Machine/{index}:Scalar.{index}:Int32"], cancelled);
        Assert.Equal(Node(session, "Scalar/Int32"), found[0].Targets[0].TargetId.NodeId);
        await foreach (var page in new HistoryReader(session, new HistoryOptions()).ReadRawAsync(
            [Node(session, "Logged")], default, UaDateTime.From(TimeProvider.System.GetUtcNow().AddDays(1)), cancelled))
        {
            Assert.Equal(StatusCode.Good, page.Status);
        }

        var recorder = new Recorder();
        var subscription = await session.SubscribeAsync(new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(50) }, recorder, cancelled);
        var items = await subscription.CreateItemsAsync(
            [
                new ItemRequest(1, new ExpandedNodeId(new NodeId("Writable/Double", 0), NodeMachine.NamespaceUri)),
                new ItemRequest(2, new NodeId(2253)) { Events = EventSelection.Everything },
            ],
            cancelled);
        Assert.All(items, each => Assert.Equal(StatusCode.Good, each.Status));
        Assert.Equal(0.1, (await recorder.NextAsync(1, cancelled)).Value.AsDouble());
    }

    [Theory(Timeout = Patience)]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_user_whose_certificate_the_server_does_not_know_is_refused_with_what_to_do(string policy, MessageSecurityMode mode)
    {
        using var stranger = Visitor.NewUser("stranger");

        var refusal = await Assert.ThrowsAsync<UaException>(
            () => ConnectAsync(SecurityChoice.Of(policy, mode), UserIdentity.Certificate(stranger), TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadIdentityTokenRejected, refusal.Status);
        Assert.Contains("look whether the user exists", $"{SecurityExplanations.Of(refusal.Status)}", StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_wrong_password_is_refused()
    {
        var cancelled = TestContext.Current.CancellationToken;

        var refusal = await Assert.ThrowsAsync<UaException>(
            () => ConnectAsync(SecurityChoice.Default, UserIdentity.UserName(NodeMachine.UserName, "wrong"), cancelled));

        Assert.Equal("BadUserAccessDenied", refusal.Status.ToString());
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_nobody_trusted_is_refused_and_its_certificate_set_aside()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var stranger = new Visitor();

        var refusal = await Assert.ThrowsAsync<UaException>(
            () => ConnectAsync(SecurityChoice.Default, UserIdentity.Anonymous, cancelled, stranger));

        Assert.Equal("BadCertificateUntrusted", refusal.Status.ToString());
        var rejected = Assert.Single(Directory.GetFiles(stranger.Trust.RejectedPath));
        Assert.Equal(fixture.Machine.Certificate, await File.ReadAllBytesAsync(rejected, cancelled));
    }

    [Fact(Timeout = Patience)]
    public async Task The_endpoints_of_all_policies_and_modes_are_found()
    {
        var endpoints = await UaDiscovery.GetEndpointsAsync(
            fixture.Machine.Endpoint, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [.. Secured.Select(each => $"{each.Policy}/{each.Mode}"), "None/None"],
            endpoints.Select(each => $"{each.SecurityPolicyUri![(each.SecurityPolicyUri!.IndexOf('#', StringComparison.Ordinal) + 1)..]}/{each.SecurityMode}").Distinct().Order());
    }

    private static NodeId Node(UaSession session, string path)
    {
        Assert.True(session.Namespaces.TryResolve(new ExpandedNodeId(new NodeId(path, 0), NodeMachine.NamespaceUri), out var node));
        return node;
    }

    private UserIdentity Identity(UserTokenType token) => token switch
    {
        UserTokenType.UserName => UserIdentity.UserName(NodeMachine.UserName, NodeMachine.Password),
        UserTokenType.Certificate => UserIdentity.Certificate(fixture.Visitor.User),
        _ => UserIdentity.Anonymous,
    };

    private Task<UaSession> ConnectAsync(
        SecurityChoice security, UserIdentity identity, CancellationToken cancellationToken, Visitor? visitor = null) =>
        UaSession.ConnectAsync(
            (visitor ?? fixture.Visitor).Options(fixture.Machine.Endpoint, security, identity),
            cancellationToken: cancellationToken);
}
