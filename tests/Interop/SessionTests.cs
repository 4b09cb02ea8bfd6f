using IndustrialGateway.OpcUa.Client;
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
    public async Task A_session_opens_with_every_policy_mode_and_token(string policy, MessageSecurityMode mode, UserTokenType token)
    {
        await using var session = await ConnectAsync(SecurityChoice.Of(policy, mode), Identity(token), TestContext.Current.CancellationToken);

        var state = await session.ReadAsync([new NodeId(2259)], TestContext.Current.CancellationToken);
        Assert.Equal(0, state[0].Value.AsInt64());
        Assert.Contains(NodeMachine.NamespaceUri, session.Namespaces.Uris);
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
