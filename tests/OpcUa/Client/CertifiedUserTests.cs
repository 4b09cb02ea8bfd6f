using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Tests.Security;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Client;

public sealed class CertifiedUserTests
{
    private const int Patience = 60_000;

    [Theory(Timeout = Patience)]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt)]
    [InlineData("best", MessageSecurityMode.SignAndEncrypt)]
    [InlineData("ECC_nistP256", MessageSecurityMode.Sign, KeyKind.NistP256)]
    [InlineData("ECC_nistP256", MessageSecurityMode.SignAndEncrypt, KeyKind.NistP384)]
    [InlineData("ECC_nistP384", MessageSecurityMode.Sign, KeyKind.NistP384)]
    [InlineData("ECC_nistP384", MessageSecurityMode.SignAndEncrypt, KeyKind.NistP384)]
    public async Task A_user_whose_certificate_is_trusted_logs_in(string policy, MessageSecurityMode mode, KeyKind kind = KeyKind.Rsa)
    {
        using var user = Certificates.User(kind: kind);
        await using var machine = await Machine.StartAsync();
        machine.UserTrust.Trust(user.Der.Span);

        await using var session = await ConnectAsync(machine, user, SecurityChoice.Of(policy, mode), TestContext.Current.CancellationToken);

        var values = await session.ReadAsync([Machine.CounterId], TestContext.Current.CancellationToken);
        Assert.Equal(0, values[0].Value.AsInt64());
    }

    [Fact(Timeout = Patience)]
    public async Task A_user_whom_nobody_trusts_is_refused_and_kept_for_approval()
    {
        using var user = Certificates.User();
        await using var machine = await Machine.StartAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => ConnectAsync(machine, user, SecurityChoice.Default, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadIdentityTokenRejected, refusal.Status);
        Assert.EndsWith($"{user.Thumbprint}.der", Assert.Single(Directory.GetFiles(machine.UserTrust.RejectedPath)), StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task A_certificate_that_is_not_for_signatures_is_no_users()
    {
        using var user = Certificates.User(usage: X509KeyUsageFlags.KeyEncipherment);
        await using var machine = await Machine.StartAsync();
        machine.UserTrust.Trust(user.Der.Span);

        var refusal = await Assert.ThrowsAsync<UaException>(() => ConnectAsync(machine, user, SecurityChoice.Default, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadIdentityTokenRejected, refusal.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task On_a_channel_without_security_nothing_is_signed_for_a_server_that_nobody_trusts()
    {
        using var user = Certificates.User();
        using var folder = new IndustrialGateway.Testing.TestFolder();
        await using var machine = await Machine.StartAsync();
        machine.UserTrust.Trust(user.Der.Span);
        var options = machine.Options(SecurityChoice.None) with { Identity = UserIdentity.Certificate(user), Trust = new TrustFolder(folder["empty"]) };

        var refusal = await Assert.ThrowsAsync<UaException>(
            () => UaSession.ConnectAsync(options, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadCertificateUntrusted, refusal.Status);
    }

    private static Task<UaSession> ConnectAsync(Machine machine, UserCertificate user, SecurityChoice security, CancellationToken cancellationToken) =>
        UaSession.ConnectAsync(machine.Options(security) with { Identity = UserIdentity.Certificate(user) }, cancellationToken: cancellationToken);
}
