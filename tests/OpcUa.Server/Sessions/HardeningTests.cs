using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Server.Sessions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Sessions;

public sealed class HardeningTests
{
    [Fact]
    public async Task A_channel_without_a_session_is_closed_and_one_with_a_session_stays()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var running = await new RunningServer(time).StartAsync();
        await using var busy = await running.ConnectAsync();
        await using var idle = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, busy);

        time.Advance(running.Options.ActivationTimeout);

        await idle.Ended.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1.5, await session.ReadSpeedAsync());
    }

    [Fact]
    public async Task A_new_channel_takes_the_place_of_the_oldest_without_a_session_and_of_no_other()
    {
        var running = new RunningServer();
        running.Options = running.Options with { MaxChannelsPerAddress = 2 };
        await using var server = await running.StartAsync();
        await using var first = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, first);
        await using var idle = await running.ConnectAsync();

        await using var second = await running.ConnectAsync();
        await idle.Ended.WaitAsync(TestContext.Current.CancellationToken);
        var other = await TestSession.OpenAsync(running, second);

        await Assert.ThrowsAsync<UaException>(() => running.ConnectAsync());
        Assert.Equal((1.5, 1.5), (await session.ReadSpeedAsync(), await other.ReadSpeedAsync()));
    }

    [Fact]
    public async Task A_call_that_takes_its_time_holds_up_nothing_and_is_bounded_in_number()
    {
        var done = new TaskCompletionSource<Variant[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = new RunningServer();
        running.Options = running.Options with { Limits = new ServerLimits { MaxRunningCalls = 1 } };
        var slow = running.Space.AddMethod(running.Space.Objects, new NodeId("slow", 1), "slow", [], [], (_, _) => new(done.Task));
        await using var server = await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);

        var call = session.SendAsync<CallResponse>(Call(running, slow.Id));
        Assert.Equal(1.5, await session.ReadSpeedAsync());
        var refusal = await Assert.ThrowsAsync<UaException>(() => session.SendAsync<CallResponse>(Call(running, slow.Id)));
        done.SetResult([]);

        Assert.Equal(StatusCode.BadTooManyOperations, refusal.Status);
        Assert.Equal(StatusCode.Good, Assert.Single((await call).Results).Status);
    }

    [Fact]
    public async Task A_session_ends_with_the_calls_that_it_waits_for()
    {
        await using var running = new RunningServer();
        var endless = running.Space.AddMethod(
            running.Space.Objects, new NodeId("endless", 1), "endless", [], [], (_, _) => new(new TaskCompletionSource<Variant[]>().Task));
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);

        var call = session.SendAsync<CallResponse>(Call(running, endless.Id));
        await session.SendAsync<CloseSessionResponse>(new CloseSessionRequest { DeleteSubscriptions = true });

        Assert.Equal(StatusCode.BadTimeout, Assert.Single((await call).Results).Status);
    }

    [Fact]
    public async Task A_token_with_the_number_of_a_session_and_another_secret_is_nobodys()
    {
        await using var running = await new RunningServer().StartAsync();
        await using var channel = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var token = session.Token.Opaque.ToArray();

        token[^1] ^= 1;
        session.Token = new NodeId(token, 0);

        var refusal = await Assert.ThrowsAsync<UaException>(session.ReadSpeedAsync);
        Assert.Equal(StatusCode.BadSessionIdInvalid, refusal.Status);
    }

    [Fact]
    public async Task A_session_that_is_led_over_many_channels_holds_only_the_last()
    {
        var running = new RunningServer();
        running.Options = running.Options with { MaxChannelsPerAddress = 2 };
        await using var server = await running.StartAsync();
        await using var first = await running.ConnectAsync();
        await using var second = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, first);
        var led = new TestSession(running, second, SecurityPolicy.None) { Token = session.Token, ServerNonce = session.ServerNonce };
        await led.ActivateAsync();

        await using var third = await running.ConnectAsync();

        await first.Ended.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1.5, await led.ReadSpeedAsync());
        await TestSession.OpenAsync(running, third);
        await Assert.ThrowsAsync<UaException>(() => running.ConnectAsync());
    }

    [Fact]
    public async Task After_a_wrong_password_the_next_is_not_looked_at_before_its_time()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var running = new RunningServer(time);
        var looks = 0;
        running.Options = running.Options with
        {
            CheckPassword = (_, password) => Interlocked.Increment(ref looks) > 0 && password == "right",
            Limits = new ServerLimits { RefusalPeriod = TimeSpan.Zero },
        };
        await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        await using var elsewhere = await running.ConnectAsync();
        var session = await TestSession.OpenAsync(running, channel);
        var other = await TestSession.OpenAsync(running, elsewhere);
        await Assert.ThrowsAsync<UaException>(() => session.ActivateAsync(session.User("engineer", "wrong")));

        var right = session.ActivateAsync(session.User("engineer", "right"));
        for (var i = 0; i < 50; i++)
        {
            await other.ReadSpeedAsync();
        }

        Assert.Equal(1, Volatile.Read(ref looks));
        while (!right.IsCompleted)
        {
            time.Advance(LoginThrottle.MinDelay);
            await other.ReadSpeedAsync(); // so that the clock does not run ahead of the line
        }

        await right;
        Assert.Equal(1.5, await session.ReadSpeedAsync());
    }

    [Theory]
    [InlineData("right", "right", true)]
    [InlineData("right", "wrong", false)]
    [InlineData("right", "righ", false)]
    [InlineData("", "", true)]
    public void Secrets_are_the_same_or_not(string expected, string given, bool same) => Assert.Equal(same, Secrets.AreSame(expected, given));

    [Fact]
    public async Task Without_security_and_a_user_a_subscription_is_given_to_nobody()
    {
        var running = new RunningServer();
        running.Options = running.Options with { AllowInsecureTransfer = false };
        await using var server = await running.StartAsync();
        await using var channel = await running.ConnectAsync();
        var owner = await TestSession.OpenAsync(running, channel);
        var subscription = await owner.SubscribeAsync();
        var heir = await TestSession.OpenAsync(running, channel);

        var response = await heir.SendAsync<TransferSubscriptionsResponse>(new TransferSubscriptionsRequest { SubscriptionIds = [subscription] });

        Assert.Equal(StatusCode.BadUserAccessDenied, Assert.Single(response.Results).Status);
    }

    private static CallRequest Call(RunningServer running, NodeId method) =>
        new() { MethodsToCall = [new CallMethodRequest { ObjectId = running.Space.Objects.Id, MethodId = method }] };
}
