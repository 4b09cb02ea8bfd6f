using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Sessions;

/// <summary>When a user who is not let in is told so: at a fixed time, that tells nothing of what was wrong (CVE-2024-42512).</summary>
public sealed class RefusalTimeTests
{
    private const int Patience = 60_000;
    private static readonly TimeSpan Period = new ServerLimits().RefusalPeriod;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LogSignal<UaServer> _held = new("waits for its time");

    public static TheoryData<string, MessageSecurityMode, bool> Secrets => new()
    {
        { "None", MessageSecurityMode.None, true },
        { "None", MessageSecurityMode.None, false },
        { "Basic256Sha256", MessageSecurityMode.Sign, true },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt, false },
        { "ECC_nistP256", MessageSecurityMode.Sign, true },
        { "ECC_nistP384", MessageSecurityMode.SignAndEncrypt, false },
    };

    [Theory(Timeout = Patience)]
    [MemberData(nameof(Secrets))]
    public async Task A_refused_user_is_answered_at_his_time_and_requests_behind_him_not_before(string policy, MessageSecurityMode mode, bool decryptable)
    {
        await using var running = await new RunningServer(_time) { Log = _held }.StartAsync();
        await using var channel = await running.ConnectAsync(policy, mode);
        await using var elsewhere = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel, policy);
        var other = await TestSession.OpenAsync(running, elsewhere);

        var refused = session.ActivateAsync(Wrong(session, decryptable));
        var behind = session.ReadSpeedAsync();
        await _held.NextAsync(TestContext.Current.CancellationToken);
        await other.ReadSpeedAsync();
        var atOnce = refused.IsCompleted || behind.IsCompleted;
        _time.Advance(Period - Moment);
        await other.ReadSpeedAsync();
        var before = refused.IsCompleted || behind.IsCompleted;
        _time.Advance(Moment);

        Assert.Equal((false, false), (atOnce, before));
        var refusal = await Assert.ThrowsAsync<UaException>(() => refused);
        Assert.Equal(decryptable ? StatusCode.BadUserAccessDenied : StatusCode.BadIdentityTokenInvalid, refusal.Status);
        Assert.Equal(1.5, await behind);
    }

    [Fact(Timeout = Patience)]
    public async Task A_user_who_was_looked_at_for_longer_is_refused_at_the_next_multiple()
    {
        await using var running = new RunningServer(_time) { Log = _held };
        running.Options = running.Options with
        {
            CheckPassword = (_, _) =>
            {
                _time.Advance(Period + Moment);
                return false;
            },
        };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        await using var elsewhere = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var other = await TestSession.OpenAsync(running, elsewhere);

        var refused = session.ActivateAsync(Wrong(session, decryptable: true));
        await _held.NextAsync(TestContext.Current.CancellationToken);
        _time.Advance(Period - Moment - Moment);
        await other.ReadSpeedAsync();
        var before = refused.IsCompleted;
        _time.Advance(Moment);

        Assert.False(before);
        await Assert.ThrowsAsync<UaException>(() => refused);
    }

    [Fact]
    public async Task A_user_without_a_secret_is_refused_at_once()
    {
        await using var running = new RunningServer(_time);
        running.Options = running.Options with { AllowAnonymous = false };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => TestSession.OpenAsync(running, channel));

        Assert.Equal(StatusCode.BadIdentityTokenRejected, refusal.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_server_that_stops_waits_for_no_refusal()
    {
        await using var running = await new RunningServer(_time) { Log = _held }.StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var refused = session.ActivateAsync(Wrong(session, decryptable: false));
        await _held.NextAsync(TestContext.Current.CancellationToken);

        await running.StopAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => refused);
        Assert.Equal(StatusCode.BadConnectionClosed, refusal.Status);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public async Task A_period_out_of_range_is_refused_at_start(int milliseconds)
    {
        await using var running = new RunningServer();
        running.Options = running.Options with { Limits = new ServerLimits { RefusalPeriod = TimeSpan.FromMilliseconds(milliseconds) } };

        await Assert.ThrowsAsync<ArgumentException>(running.StartAsync);
    }

    // Spoiled in its last block or its tag: the one for RSA cannot be decrypted any more, the other is seen to be altered.
    private static UserNameIdentityToken Wrong(TestSession session, bool decryptable)
    {
        var token = session.User("engineer", "wrong");
        if (!decryptable)
        {
            token.Password![^1] ^= 1; // it has just been encrypted
        }

        return token;
    }
}
