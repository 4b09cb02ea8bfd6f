using IndustrialGateway.Client.Development;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;

namespace IndustrialGateway.Interop.Withdrawn;

/// <summary>What was withdrawn is spoken only where a person excepted the machine by name.</summary>
public sealed class WithdrawnPolicyTests(OldMachine old) : IClassFixture<OldMachine>
{
    private const int Patience = 60_000;

    [Theory(Timeout = Patience)]
    [InlineData("Basic256", MessageSecurityMode.Sign, false)]
    [InlineData("Basic256", MessageSecurityMode.SignAndEncrypt, true)]
    [InlineData("Basic128Rsa15", MessageSecurityMode.Sign, true)]
    [InlineData("Basic128Rsa15", MessageSecurityMode.SignAndEncrypt, false)]
    public async Task A_withdrawn_policy_works_when_it_is_asked_for_by_its_name(string policy, MessageSecurityMode mode, bool isNamed)
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var visitor = new Visitor();
        visitor.Trust.Trust(old.Machine.Certificate);
        var identity = isNamed ? UserIdentity.UserName(NodeMachine.UserName, NodeMachine.Password) : UserIdentity.Anonymous;

        await using var session = await UaSession.ConnectAsync(
            visitor.Options(old.Machine.Endpoint, SecurityChoice.Of(policy, mode), identity), cancellationToken: cancelled);

        Assert.Equal(StatusCode.Good, (await session.ReadAsync([new NodeId(2259)], cancelled))[0].Status);
    }

    [Fact(Timeout = Patience)]
    public async Task The_best_policy_is_never_a_withdrawn_one()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var visitor = new Visitor();
        visitor.Trust.Trust(old.Machine.Certificate);

        var refusal = await Assert.ThrowsAsync<UaException>(() => UaSession.ConnectAsync(
            visitor.Options(old.Machine.Endpoint, SecurityChoice.Best(MessageSecurityMode.SignAndEncrypt)), cancellationToken: cancelled));

        Assert.Equal(StatusCode.BadSecurityModeRejected, refusal.Status);
        Assert.Contains("Basic256/SignAndEncrypt", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task The_gateway_reads_an_old_machine_where_it_is_excepted_and_says_so_loudly()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        await WriteConfigurationAsync(folder, "allowInsecure: controller of 2009", cancelled);
        Directory.CreateDirectory(folder["pki/trusted"]);
        await File.WriteAllBytesAsync(folder["pki/trusted/machine.der"], old.Machine.Certificate, cancelled);

        await using var gateway = ProductProcess.Start("Edge", "--config", folder["gateway.yaml"]);

        foreach (var policy in (string[])["None", "Basic256", "Basic128Rsa15"])
        {
            await gateway.WaitForLineAsync(
                line => line.Contains($"Source {policy}: ", StringComparison.Ordinal)
                    && line.Contains($"WITHOUT SOUND SECURITY ({policy})", StringComparison.Ordinal)
                    && line.EndsWith("Reason given: controller of 2009", StringComparison.Ordinal),
                cancelled);
            await gateway.WaitForLineAsync(
                line => line.Contains($"Source {policy} is live", StringComparison.Ordinal) && line.EndsWith("1 points good, 0 refused", StringComparison.Ordinal), cancelled);
        }
    }

    [Fact(Timeout = Patience)]
    public async Task The_gateway_does_not_start_with_an_old_machine_that_nobody_excepted()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var folder = new TestFolder();
        await WriteConfigurationAsync(folder, "staleAfter: 5s", cancelled);

        await using var gateway = LineProcess.Start(Programs.Edge, ["--config", folder["gateway.yaml"]]);
        var code = await gateway.EndAsync(cancelled);

        Assert.NotEqual(0, code);
        Assert.Contains("Basic128Rsa15, which was withdrawn because it can be broken: say why in 'allowInsecure'", gateway.Errors, StringComparison.Ordinal);
        Assert.Contains("None, which anyone on the network can read and forge: say why in 'allowInsecure'", gateway.Errors, StringComparison.Ordinal);
    }

    /// <summary>A gateway with one source per policy, all the same machine; its platform is not there.</summary>
    private Task WriteConfigurationAsync(TestFolder folder, string exception, CancellationToken cancelled)
    {
        var material = DevelopmentMaterial.Prepare(folder.Path, "press-shop", TimeProvider.System);
        var sources = ((string[])["None", "Basic256", "Basic128Rsa15"]).Select(policy => $$"""
              - name: {{policy}}
                endpoint: {{old.Machine.Endpoint.OriginalString}}
                security: {{policy}}
                {{exception}}
                points: [{ node: "nsu={{NodeMachine.NamespaceUri}};s=Counter", path: Counter }]

            """);
        return File.WriteAllTextAsync(
            folder["gateway.yaml"],
            $$"""
            gateway: { id: press-shop, name: press shop }
            data: data/gateway
            uplink:
              endpoint: https://127.0.0.1:{{Loopback.FreePort()}}
              certificate: {{material.Gateway.Certificate}}
              key: {{material.Gateway.Key}}
              authority: {{material.Authority.Certificate}}
            sources:
            {{string.Concat(sources)}}
            """,
            cancelled);
    }
}
