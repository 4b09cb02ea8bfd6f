using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.Testing;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Tests.Client;

/// <summary>A client's certificate is replaced while it works.</summary>
public sealed class CertificateRenewalTests : IDisposable
{
    private const int Patience = 60_000;
    private readonly TestFolder _folder = new();
    private readonly OwnCertificates _own;

    public CertificateRenewalTests() =>
        _own = new OwnCertificates(_folder["own"], "urn:test:client", "client", TimeProvider.System, NullLogger.Instance, "localhost");

    [Fact(Timeout = Patience)]
    public async Task An_open_channel_goes_on_and_the_next_one_has_the_new_certificate()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        await using var before = await ConnectAsync(machine, TestContext.Current.CancellationToken);

        using var renewed = OwnCertificates.Renew(_folder["own"], TimeProvider.System);
        machine.ServerTrust.Trust(renewed.Der.Span);
        await using var after = await ConnectAsync(machine, TestContext.Current.CancellationToken);

        Assert.NotEqual(renewed.Thumbprint, before.OwnCertificate!.Thumbprint);
        Assert.Equal(renewed.Thumbprint, after.OwnCertificate!.Thumbprint);
        var values = await before.ReadAsync([Machine.CounterId], TestContext.Current.CancellationToken);
        Assert.Equal(0, values[0].Value.AsInt64());
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_does_not_trust_the_new_one_yet_is_shown_the_one_before()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        var before = _own.Current.Thumbprint;
        using var renewed = OwnCertificates.Renew(_folder["own"], TimeProvider.System);

        await using (var session = await ConnectAsync(machine, TestContext.Current.CancellationToken))
        {
            Assert.Equal(before, session.OwnCertificate!.Thumbprint);
        }

        // The server kept the new one, and its operator approves it.
        var kept = Assert.Single(Directory.GetFiles(machine.ServerTrust.RejectedPath));
        File.Move(kept, Path.Combine(machine.ServerTrust.TrustedPath, Path.GetFileName(kept)));
        await using var next = await ConnectAsync(machine, TestContext.Current.CancellationToken);
        Assert.Equal(renewed.Thumbprint, next.OwnCertificate!.Thumbprint);
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_trusts_neither_refuses()
    {
        await using var machine = await Machine.StartAsync();
        OwnCertificates.Renew(_folder["own"], TimeProvider.System).Dispose();

        var refusal = await Assert.ThrowsAsync<UaException>(() => ConnectAsync(machine, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.BadSecurityChecksFailed, refusal.Status);
        Assert.Equal(2, Directory.GetFiles(machine.ServerTrust.RejectedPath).Length);
    }

    [Fact(Timeout = Patience)]
    public async Task No_value_is_lost_between_the_old_and_the_new_one()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        var notes = new Notes();
        await using var client = new UaClient(machine.Options(SecurityChoice.Default) with { Certificates = _own }, TimeProvider.System, NullLogger.Instance);
        var subscription = await client.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, notes, TestContext.Current.CancellationToken);
        await subscription.CreateItemsAsync(
            [new ItemRequest(1, ExpandedNodeId.Parse($"nsu={Machine.Uri};s=counter")) { QueueSize = 1_000, SamplingInterval = TimeSpan.Zero }],
            TestContext.Current.CancellationToken);
        client.Start();
        await ExpectAsync(notes, 0, 0);
        machine.Count(1, 20);
        await ExpectAsync(notes, 1, 20);

        using var renewed = OwnCertificates.Renew(_folder["own"], TimeProvider.System);
        machine.ServerTrust.Trust(renewed.Der.Span);
        machine.Count(21, 20);
        await ExpectAsync(notes, 21, 40); // the channel of before goes on
        machine.Line.Cut();
        machine.Count(41, 20);
        await ExpectAsync(notes, 41, 60); // the next one has the new certificate

        var session = await client.GetSessionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(renewed.Thumbprint, session.OwnCertificate!.Thumbprint);
    }

    [Fact(Timeout = Patience)]
    public async Task A_certificate_that_a_policy_needs_is_made_and_kept_for_approval_by_the_server()
    {
        await using var machine = await Machine.StartAsync();
        var options = machine.Options(SecurityChoice.Of("ECC_nistP256", MessageSecurityMode.SignAndEncrypt)) with { Certificates = _own };

        var refusal = await Assert.ThrowsAsync<UaException>(() => UaSession.ConnectAsync(options, cancellationToken: TestContext.Current.CancellationToken));
        machine.ServerTrust.Trust(_own.Newest(KeyKind.NistP256)!.Der.Span);
        await using var session = await UaSession.ConnectAsync(options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.BadSecurityChecksFailed, refusal.Status);
        Assert.Equal(KeyKind.NistP256, session.OwnCertificate!.Kind);
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_knows_only_the_certificate_of_RSA_is_not_lost_when_there_is_another_kind()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        var best = machine.Options(SecurityChoice.Best(MessageSecurityMode.SignAndEncrypt)) with { Certificates = _own };
        OwnCertificates.Renew(_folder["own"], TimeProvider.System, KeyKind.NistP384).Dispose();

        await using (var session = await UaSession.ConnectAsync(best, cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal(KeyKind.Rsa, session.OwnCertificate!.Kind);
        }

        machine.ServerTrust.Trust(_own.Newest(KeyKind.NistP384)!.Der.Span);
        await using var next = await UaSession.ConnectAsync(best, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(KeyKind.NistP384, next.OwnCertificate!.Kind);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ExpectAsync(Notes notes, int from, int to)
    {
        for (var value = from; value <= to; value++)
        {
            Assert.EndsWith($": {value}", await notes.NextAsync(), StringComparison.Ordinal);
        }
    }

    private Task<UaSession> ConnectAsync(Machine machine, CancellationToken cancellationToken) => UaSession.ConnectAsync(
        machine.Options(SecurityChoice.Default) with { Certificates = _own }, cancellationToken: cancellationToken);
}
