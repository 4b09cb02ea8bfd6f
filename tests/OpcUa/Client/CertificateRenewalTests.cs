using System.Collections.Concurrent;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
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
        await StartCountingAsync(client, machine, notes);

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

    [Fact(Timeout = Patience)]
    public async Task A_server_that_gives_the_new_one_a_channel_but_no_session_is_shown_the_one_before()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        var before = _own.Current.Thumbprint;
        TakeUpForeign(machine);

        await using var session = await ConnectAsync(machine, TestContext.Current.CancellationToken, "urn:test:client");

        Assert.Equal(before, session.OwnCertificate!.Thumbprint);
        Assert.NotEqual(before, _own.Current.Thumbprint);
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_gives_neither_a_session_refuses()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        TakeUpForeign(machine);

        var refusal = await Assert.ThrowsAsync<UaException>(() => ConnectAsync(machine, TestContext.Current.CancellationToken, "urn:test:nobody"));

        Assert.Equal("BadCertificateUriInvalid", refusal.Status.ToString());
    }

    [Fact(Timeout = Patience)]
    public async Task No_value_is_lost_when_the_new_one_gets_no_session()
    {
        await using var machine = await Machine.StartAsync();
        machine.ServerTrust.Trust(_own.Current.Der.Span);
        var before = _own.Current.Thumbprint;
        var notes = new Notes();
        await using var client = new UaClient(
            machine.Options(SecurityChoice.Default) with { Certificates = _own, ApplicationUri = "urn:test:client" }, TimeProvider.System, NullLogger.Instance);
        var states = new ConcurrentQueue<ConnectionState>();
        client.StateChanged += states.Enqueue;
        await StartCountingAsync(client, machine, notes);

        TakeUpForeign(machine);
        for (var cut = 1; cut <= 2; cut++) // the second time shows that the new one was tried again
        {
            machine.Line.Cut();
            machine.Count(cut * 20 + 1, 20);
            await ExpectAsync(notes, cut * 20 + 1, cut * 20 + 20);
            Assert.Equal(cut, states.Count(state => state.Status.ToString() == "BadCertificateUriInvalid"));
        }

        var session = await client.GetSessionAsync(TestContext.Current.CancellationToken);
        Assert.Single(states, state => state.IsNewSession); // the first one all along, with all that the server kept for it
        Assert.Equal(before, session.OwnCertificate!.Thumbprint);
        Assert.Equal(1, machine.SessionCount);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The certificate on disk is replaced by one whose URI is another: a server that trusts it gives it a channel, and looks at its URI at CreateSession.</summary>
    private void TakeUpForeign(Machine machine)
    {
        using var foreign = CertificateFiles.Save(
            _folder["own"], CertificateMaker.SelfSigned(KeyKind.Rsa, "urn:test:foreign", "foreign", TimeProvider.System, ["localhost"]));
        machine.ServerTrust.Trust(foreign.Der.Span);
    }

    private static async Task StartCountingAsync(UaClient client, Machine machine, Notes notes)
    {
        var subscription = await client.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, notes, TestContext.Current.CancellationToken);
        await subscription.CreateItemsAsync(
            [new ItemRequest(1, ExpandedNodeId.Parse($"nsu={Machine.Uri};s=counter")) { QueueSize = 1_000, SamplingInterval = TimeSpan.Zero }],
            TestContext.Current.CancellationToken);
        client.Start();
        await ExpectAsync(notes, 0, 0);
        machine.Count(1, 20);
        await ExpectAsync(notes, 1, 20);
    }

    private static async Task ExpectAsync(Notes notes, int from, int to)
    {
        for (var value = from; value <= to; value++)
        {
            Assert.EndsWith($": {value}", await notes.NextAsync(), StringComparison.Ordinal);
        }
    }

    private Task<UaSession> ConnectAsync(Machine machine, CancellationToken cancellationToken, string applicationUri = "") => UaSession.ConnectAsync(
        machine.Options(SecurityChoice.Default) with { Certificates = _own, ApplicationUri = applicationUri }, cancellationToken: cancellationToken);
}
