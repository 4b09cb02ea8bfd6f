using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop;

public sealed class SessionTests(MachineFixture fixture)
{
    private const int Patience = 60_000;

    [Theory(Timeout = Patience)]
    [InlineData("None", MessageSecurityMode.None, false)]
    [InlineData("None", MessageSecurityMode.None, true)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign, false)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign, true)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt, false)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt, true)]
    public async Task A_session_opens_with_every_policy_mode_and_token(string policy, MessageSecurityMode mode, bool isNamed)
    {
        var identity = isNamed ? UserIdentity.UserName(NodeMachine.UserName, NodeMachine.Password) : UserIdentity.Anonymous;

        await using var session = await ConnectAsync(SecurityChoice.Of(policy, mode), identity, TestContext.Current.CancellationToken);

        var state = await session.ReadAsync([new NodeId(2259)], TestContext.Current.CancellationToken);
        Assert.Equal(0, state[0].Value.AsInt64());
        Assert.Contains(NodeMachine.NamespaceUri, session.Namespaces.Uris);
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
            ["Basic256Sha256/Sign", "Basic256Sha256/SignAndEncrypt", "None/None"],
            endpoints.Select(each => $"{each.SecurityPolicyUri![(each.SecurityPolicyUri!.IndexOf('#', StringComparison.Ordinal) + 1)..]}/{each.SecurityMode}").Distinct().Order());
    }

    private Task<UaSession> ConnectAsync(
        SecurityChoice security, UserIdentity identity, CancellationToken cancellationToken, Visitor? visitor = null) =>
        UaSession.ConnectAsync(
            (visitor ?? fixture.Visitor).Options(fixture.Machine.Endpoint, security, identity),
            cancellationToken: cancellationToken);
}
