using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Channels;

/// <summary>Who may talk to whom.</summary>
public sealed class ChannelIdentityTests
{
    [Fact]
    public async Task A_server_that_is_not_trusted_is_not_even_connected_to()
    {
        await using var pair = new ChannelPair();
        Empty(pair.ClientTrust);
        pair.Start();

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync(Secured(pair)));

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
        Assert.Contains(pair.ClientTrust.TrustedPath, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_not_trusted_is_told_no_more_than_that_and_kept_for_the_operator()
    {
        await using var pair = new ChannelPair();
        Empty(pair.ServerTrust);
        pair.Start();

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync(Secured(pair)));

        Assert.Equal(StatusCode.BadSecurityChecksFailed, refusal.Status);
        Assert.DoesNotContain(pair.ServerTrust.RejectedPath, refusal.ToString(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(pair.ServerTrust.RejectedPath));
    }

    [Fact]
    public async Task A_client_trusted_later_gets_in_without_a_restart()
    {
        await using var pair = new ChannelPair();
        Empty(pair.ServerTrust);
        pair.Start();
        await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync(Secured(pair)));

        pair.ServerTrust.Trust(pair.Client.Der.Span);
        await using var channel = await pair.OpenAsync(Secured(pair));

        Assert.Equal(1, await ChannelPair.AskAsync(channel, 1));
    }

    [Fact]
    public async Task A_server_with_another_certificate_than_its_endpoints_is_refused()
    {
        await using var pair = new ChannelPair().Start();
        using var other = ApplicationCertificate.Create(ChannelPair.ServerUri, "other", pair.Time, "localhost");
        pair.ClientTrust.Trust(other.Der.Span);

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync(Secured(pair) with { ServerCertificate = other.Der }));

        Assert.True(refusal.Status.IsBad);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_for_another_uri_is_refused()
    {
        await using var pair = new ChannelPair().Start();

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync(Secured(pair) with { ServerApplicationUri = "urn:somebody:else" }));

        Assert.Equal(StatusCode.BadCertificateUriInvalid, refusal.Status);
    }

    [Theory]
    [InlineData("Basic256Sha256", MessageSecurityMode.None)]
    [InlineData("None", MessageSecurityMode.SignAndEncrypt)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Invalid)]
    public async Task A_policy_and_a_mode_that_do_not_go_together_are_refused(string policy, MessageSecurityMode mode)
    {
        await using var pair = new ChannelPair().Start();

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync(pair.Secured(SecurityPolicy.Find(policy), mode)));

        Assert.Equal(StatusCode.BadSecurityModeRejected, refusal.Status);
    }

    private static OpcUa.Channels.ChannelSecurity Secured(ChannelPair pair) =>
        pair.Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt);

    private static void Empty(TrustFolder trust)
    {
        foreach (var file in Directory.GetFiles(trust.TrustedPath))
        {
            File.Delete(file);
        }
    }
}
