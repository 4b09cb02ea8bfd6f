using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Subscriptions;

public sealed class PublishWindowTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _learnt = [];
    private UaSession _session = null!; // made by InitializeAsync

    public async ValueTask InitializeAsync()
    {
        _session = await ScriptedChannel.OpenSessionAsync(new ScriptedChannel(), _time);
        await SubscribeAsync(TimeSpan.FromMilliseconds(100));
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 5)]
    [InlineData(100, 5)]
    [InlineData(350, 8)]
    [InlineData(60_000, PublishWindow.Max)]
    public void What_is_on_its_way_is_made_up_for(int roundTripMilliseconds, int wanted) =>
        Assert.Equal(wanted, Wanted(Window(), TimeSpan.FromMilliseconds(roundTripMilliseconds)));

    [Fact]
    public async Task Each_subscription_has_its_own_request()
    {
        await SubscribeAsync(TimeSpan.FromMilliseconds(100));
        await SubscribeAsync(TimeSpan.FromMilliseconds(50));

        Assert.Equal(3 + 3, Wanted(Window()));
        Assert.Equal(3 + 3 + 1 + 1 + 2, Wanted(Window(), TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void Without_a_subscription_nothing_is_asked() => Assert.Equal(0, Window().Wanted([], TimeSpan.Zero));

    [Fact]
    public void A_refusal_makes_it_smaller_and_after_a_while_it_tries_one_more()
    {
        var window = Window();
        Wanted(window);

        window.Refused(4);

        Assert.Equal(3, Wanted(window));
        Assert.Equal([3], _learnt);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4, Wanted(window));
        Assert.Equal(4, Wanted(window));
    }

    [Fact]
    public void A_server_that_refuses_again_is_asked_more_seldom()
    {
        var window = Window();
        window.Refused(4);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4, Wanted(window));

        window.Refused(4);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, Wanted(window));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(4, Wanted(window));
    }

    [Fact]
    public void A_server_that_refuses_everything_keeps_one_request()
    {
        var window = Window();

        for (var outstanding = 4; outstanding >= 0; outstanding--)
        {
            window.Refused(outstanding);
        }

        Assert.Equal(1, Wanted(window));
    }

    [Fact]
    public void What_was_learnt_before_is_where_it_begins() =>
        Assert.Equal(2, Wanted(new PublishWindow(_time, learnt: 2, _learnt.Add)));

    private PublishWindow Window() => new(_time, learnt: null, _learnt.Add);

    private int Wanted(PublishWindow window, TimeSpan roundTrip = default) => window.Wanted(_session.Subscriptions, roundTrip);

    private Task<UaSubscription> SubscribeAsync(TimeSpan publishing) =>
        _session.SubscribeAsync(new UaSubscriptionOptions { PublishingInterval = publishing }, new Notes(), TestContext.Current.CancellationToken);
}
