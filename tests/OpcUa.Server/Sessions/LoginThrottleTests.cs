using IndustrialGateway.OpcUa.Server.Sessions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Server.Tests.Sessions;

public sealed class LoginThrottleTests
{
    private const string Guesser = "192.0.2.1:50000";
    private readonly FakeTimeProvider _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_time);

    [Fact]
    public async Task Nobody_waits_where_nothing_was_wrong()
    {
        _throttle.Failed(Guesser);

        await WaitAsync("192.0.2.2:50000");
        Assert.False(WaitAsync(Guesser).IsCompleted);
    }

    [Fact]
    public async Task The_more_logins_were_wrong_the_longer_the_next_waits_up_to_a_bound()
    {
        var longest = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            _throttle.Failed(Guesser);
            var waited = await MeasureAsync();

            Assert.True(waited >= longest, $"Login {i} waits {waited}, less than the {longest} of the one before.");
            longest = waited;
        }

        Assert.Equal(LoginThrottle.MaxDelay, longest);
    }

    [Fact]
    public void Logins_at_once_from_one_place_wait_for_each_other_and_those_too_far_behind_are_refused()
    {
        for (var i = 0; i < 20; i++)
        {
            _throttle.Failed(Guesser);
        }

        var let = 0;
        var refusal = Assert.Throws<UaException>(() =>
        {
            for (; let < 100; let++)
            {
                _ = _throttle.WaitAsync($"192.0.2.1:{let}", TestContext.Current.CancellationToken);
            }
        });

        Assert.Equal(StatusCode.BadServerTooBusy, refusal.Status);
        Assert.Equal((int)(LoginThrottle.MaxWait / LoginThrottle.MaxDelay), let);
    }

    [Fact]
    public void All_addresses_of_one_network_of_version_6_are_one_place()
    {
        _throttle.Failed("[2001:db8::1]:50000");

        Assert.False(WaitAsync("[2001:db8::2]:50000").IsCompleted);
        Assert.True(WaitAsync("[2001:db8:0:1::1]:50000").IsCompleted);
    }

    [Fact]
    public void What_was_wrong_is_forgotten_with_time_and_when_others_need_the_place()
    {
        _throttle.Failed(Guesser);
        _time.Advance(LoginThrottle.Memory + TimeSpan.FromSeconds(1));
        Assert.True(WaitAsync(Guesser).IsCompleted);

        _throttle.Failed(Guesser);
        for (var place = 0; place < LoginThrottle.MaxPlaces; place++)
        {
            _time.Advance(TimeSpan.FromTicks(1));
            _throttle.Failed($"198.51.{place / 250}.{place % 250}:1");
        }

        Assert.True(WaitAsync(Guesser).IsCompleted);
    }

    private Task WaitAsync(string peer) => _throttle.WaitAsync(peer, TestContext.Current.CancellationToken);

    private async Task<TimeSpan> MeasureAsync()
    {
        var waiting = WaitAsync(Guesser);
        var waited = TimeSpan.Zero;
        while (!waiting.IsCompleted)
        {
            _time.Advance(LoginThrottle.MinDelay);
            waited += LoginThrottle.MinDelay;
        }

        await waiting;
        return waited;
    }
}
