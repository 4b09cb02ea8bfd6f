using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests;

public sealed class SessionTests
{
    [Theory]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_wrong_password_is_refused_and_the_right_one_still_works(string policy, MessageSecurityMode mode)
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync(policy, mode);
        var session = new TestSession(running, channel, SecurityPolicy.Find(policy));
        await session.CreateAsync();

        await RefusedAsync(StatusCode.BadUserAccessDenied, () => session.ActivateAsync(session.User("engineer", "wrong")));
        await RefusedAsync(StatusCode.BadUserAccessDenied, () => session.ActivateAsync(session.User("nobody", "right")));
        await session.ActivateAsync(session.User("engineer", "right"));

        Assert.Equal(1.5, await session.ReadSpeedAsync());
    }

    [Fact]
    public async Task A_password_in_the_clear_or_for_another_session_is_not_even_looked_at()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = new TestSession(running, channel, SecurityPolicy.None);
        await session.CreateAsync();
        var stolen = session.User("engineer", "right");
        await session.CreateAsync();

        await RefusedAsync(StatusCode.BadIdentityTokenInvalid, () => session.ActivateAsync(new UserNameIdentityToken("username", "engineer", "right"u8.ToArray(), null)));
        await RefusedAsync(StatusCode.BadIdentityTokenInvalid, () => session.ActivateAsync(stolen));
        await RefusedAsync(StatusCode.BadIdentityTokenInvalid, () => session.ActivateAsync(stolen with { Password = new byte[100_000] }));
        await RefusedAsync(StatusCode.BadIdentityTokenInvalid, () => session.ActivateAsync(stolen with { Password = [] }));
    }

    [Fact]
    public async Task A_users_certificate_without_a_signature_for_this_session_is_worth_nothing()
    {
        await using var running = new RunningServer();
        var users = new TrustFolder(Path.Combine(Path.GetDirectoryName(running.ServerTrust.TrustedPath)!, "users"));
        running.Options = running.Options with { UserTrust = users };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        var session = new TestSession(running, channel, SecurityPolicy.Basic256Sha256);
        await session.CreateAsync();
        using var user = User();
        users.Trust(user.Der.Span);
        var token = new X509IdentityToken("certificate", user.Der.ToArray());
        byte[] right = [.. running.Certificate.Der.Span, .. session.ServerNonce];
        byte[] other = [.. running.Certificate.Der.Span, .. new byte[32]];
        var algorithm = session.UserSignature(user, right) with { Algorithm = "http://www.w3.org/2000/09/xmldsig#rsa-sha1" };

        await RefusedAsync(StatusCode.BadUserSignatureInvalid, () => session.ActivateAsync(token));
        await RefusedAsync(StatusCode.BadUserSignatureInvalid, () => session.ActivateAsync(token, userSignature: session.UserSignature(user, other)));
        await RefusedAsync(StatusCode.BadUserSignatureInvalid, () => session.ActivateAsync(token, userSignature: algorithm));
        await RefusedAsync(
            StatusCode.BadIdentityTokenRejected,
            () => session.ActivateAsync(token with { PolicyId = "username" }, userSignature: session.UserSignature(user, right)));
        await session.ActivateAsync(token, userSignature: session.UserSignature(user, right));
        Assert.Equal(1.5, await session.ReadSpeedAsync());
    }

    [Theory]
    [InlineData("Basic256")]
    [InlineData("Basic128Rsa15")]
    public async Task A_server_that_would_offer_a_withdrawn_policy_does_not_start(string policy)
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { Security = [(SecurityPolicy.FindForClient(policy), MessageSecurityMode.SignAndEncrypt)] };

        await Assert.ThrowsAsync<ArgumentException>(running.StartAsync);
    }

    [Fact]
    public async Task After_five_failed_activations_the_session_is_gone()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = new TestSession(running, channel, SecurityPolicy.None);
        await session.CreateAsync();

        for (var i = 0; i < 5; i++)
        {
            await RefusedAsync(StatusCode.BadUserAccessDenied, () => session.ActivateAsync(session.User("engineer", "wrong")));
        }

        await RefusedAsync(StatusCode.BadSessionIdInvalid, () => session.ActivateAsync());
    }

    [Fact]
    public async Task A_session_that_is_not_activated_reads_nothing()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = new TestSession(running, channel, SecurityPolicy.None);
        await session.CreateAsync();

        await RefusedAsync(StatusCode.BadSessionNotActivated, session.ReadSpeedAsync);
        session.Token = new NodeId(12345);
        await RefusedAsync(StatusCode.BadSessionIdInvalid, session.ReadSpeedAsync);
    }

    [Fact]
    public async Task Activating_without_the_key_of_the_certificate_is_refused()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        var session = new TestSession(running, channel, SecurityPolicy.Basic256Sha256);
        await session.CreateAsync();

        await RefusedAsync(StatusCode.BadApplicationSignatureInvalid, () => session.ActivateAsync(signed: [1, 2, 3]));
    }

    [Fact]
    public async Task A_client_whose_certificate_is_for_another_uri_is_refused()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.Sign);
        var session = new TestSession(running, channel, SecurityPolicy.Basic256Sha256);

        await RefusedAsync(StatusCode.BadCertificateUriInvalid, () => session.CreateAsync("urn:somebody:else"));
    }

    [Fact]
    public async Task A_session_is_not_another_channels_to_use_but_its_own_client_can_take_it_over()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var first = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        var session = await TestSession.OpenAsync(running, first, "Basic256Sha256");
        await using var second = await running.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        var moved = new TestSession(running, second, SecurityPolicy.Basic256Sha256) { Token = session.Token, ServerNonce = session.ServerNonce };

        await RefusedAsync(StatusCode.BadSecureChannelIdInvalid, moved.ReadSpeedAsync);
        await moved.ActivateAsync();

        Assert.Equal(1.5, await moved.ReadSpeedAsync());
        await RefusedAsync(StatusCode.BadSecureChannelIdInvalid, session.ReadSpeedAsync);
    }

    [Fact]
    public async Task What_is_set_while_the_client_is_away_waits_for_its_return()
    {
        await using var running = await new RunningServer().StartAsync();
        var first = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, first);
        await session.SubscribeAsync();
        await session.PublishAsync(); // the initial value
        Task[] cut = [session.PublishAsync(), session.PublishAsync()];
        await first.DisposeAsync();
        await Assert.ThrowsAsync<UaException>(() => Task.WhenAll(cut));
        await using var second = await running.ConnectAsync();
        var back = new TestSession(running, second, SecurityPolicy.None) { Token = session.Token, ServerNonce = session.ServerNonce };
        await back.ActivateAsync();

        running.Speed.Set(new DataValue(Variant.Of(2.5)));
        PublishResponse response;
        do
        {
            response = await back.PublishAsync();
        }
        while (response.Notification.IsKeepAlive);

        var items = ((DataChangeNotification)response.Notification.Data[0]).Items.ToArray();
        Assert.Equal((2u, 2.5), (response.Notification.SequenceNumber, Assert.Single(items).Value.Value.AsDouble()));
    }

    [Fact]
    public async Task Without_None_among_the_endpoints_a_None_channel_is_for_discovery_only()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { Security = [(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt)] };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = new TestSession(running, channel, SecurityPolicy.None);

        await RefusedAsync(StatusCode.BadSecurityModeInsufficient, () => session.CreateAsync());
    }

    [Fact]
    public async Task A_silent_session_ends()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var running = await new RunningServer(time).StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        await session.SubscribeAsync();

        time.Advance(TimeSpan.FromSeconds(59)); // of the 60 that the session asked for
        Assert.Equal(1.5, await session.ReadSpeedAsync());
        while (running.Server.SessionCount > 0)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await RefusedAsync(StatusCode.BadSessionIdInvalid, session.ReadSpeedAsync);
    }

    [Fact]
    public async Task When_it_is_full_the_oldest_session_that_nobody_activated_makes_room()
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { MaxSessions = 2 };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        var active = await TestSession.OpenAsync(running, channel);
        var parked = new TestSession(running, channel, SecurityPolicy.None);
        await parked.CreateAsync();

        var next = await TestSession.OpenAsync(running, channel);

        await RefusedAsync(StatusCode.BadSessionIdInvalid, () => parked.ActivateAsync());
        await RefusedAsync(StatusCode.BadTooManySessions, () => new TestSession(running, channel, SecurityPolicy.None).CreateAsync());
        Assert.Equal((1.5, 1.5), (await active.ReadSpeedAsync(), await next.ReadSpeedAsync()));
    }

    [Fact]
    public async Task A_service_that_is_not_offered_is_said_to_be_so_and_the_session_goes_on()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);

        await RefusedAsync(StatusCode.BadServiceUnsupported, () => session.SendAsync<ServiceFault>(new UnsupportedRequest(488)));

        Assert.Equal(1.5, await session.ReadSpeedAsync());
    }

    private static async Task RefusedAsync(StatusCode status, Func<Task> act) =>
        Assert.Equal(status, (await Assert.ThrowsAsync<UaException>(act)).Status);

    private static UserCertificate User()
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=engineer", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new UserCertificate(request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1)));
    }
}
