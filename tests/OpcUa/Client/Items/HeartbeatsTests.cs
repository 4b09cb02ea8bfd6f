using IndustrialGateway.OpcUa.Client.Items;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Items;

public sealed class HeartbeatsTests : ISubscriptionHandler, IDisposable
{
    private const uint Quiet = 1;
    private const uint Without = 2;

    private static readonly UaDateTime Source = new(133_000_000_000_000_000);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<NotificationBatch> _taken = [];
    private readonly UaSubscription _subscription;
    private readonly Heartbeats _heartbeats;
    private bool _isConnected = true;

    public HeartbeatsTests()
    {
        _subscription = new UaSubscription(new UaSubscriptionOptions(), this);
        _heartbeats = new Heartbeats(this, new Dictionary<uint, TimeSpan> { [Quiet] = TimeSpan.FromSeconds(4) }, () => _isConnected, _time);
        _ = _heartbeats.RunAsync(_stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _heartbeats.Dispose();
    }

    [Fact]
    public async Task A_silent_item_is_told_again_with_the_time_of_its_value_and_marked()
    {
        await TellAsync(Quiet, Without);

        Pass(seconds: 3);
        Assert.Single(_taken);
        Pass(seconds: 1);

        var beat = Assert.Single(_taken.Skip(1));
        Assert.True(beat.IsHeartbeat);
        Assert.Equal(default, beat.Token);
        var item = Assert.Single(beat.Items.ToArray());
        Assert.Equal((Quiet, Source), (item.ClientHandle, item.Value.SourceTimestamp));
        Assert.Equal(UaDateTime.Now(_time).Ticks, beat.ReceivedTicks);
    }

    [Fact]
    public async Task It_goes_on_as_long_as_the_silence()
    {
        await TellAsync(Quiet);

        Pass(seconds: 12);

        Assert.Equal(4, _taken.Count);
    }

    [Fact]
    public async Task An_item_that_speaks_is_not_told_again()
    {
        for (var i = 0; i < 5; i++)
        {
            await TellAsync(Quiet);
            Pass(seconds: 3);
        }

        Assert.All(_taken, batch => Assert.False(batch.IsHeartbeat));
    }

    [Fact]
    public async Task An_item_that_is_gone_is_not_told_again_and_one_that_came_later_is()
    {
        await TellAsync(Quiet);
        _heartbeats.Watch(77, TimeSpan.FromSeconds(10));
        await TellAsync(77);
        await _heartbeats.ForgetAsync([Quiet], TestContext.Current.CancellationToken);

        Pass(seconds: 12);

        Assert.Equal([77u], _taken.Where(batch => batch.IsHeartbeat).SelectMany(batch => batch.Items.ToArray()).Select(item => item.ClientHandle).Distinct());
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_told_again()
    {
        await TellAsync(Quiet);
        _isConnected = false;

        Pass(seconds: 20);

        Assert.Single(_taken);
    }

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        _taken.Add(batch);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    private async Task TellAsync(params uint[] handles) => await _heartbeats.OnNotificationsAsync(
        new NotificationBatch(
            _subscription,
            new NotificationToken(1, 1),
            default,
            1,
            Array.ConvertAll(handles, handle => new MonitoredItemNotification(handle, new DataValue(Variant.Of(1), StatusCode.Good, Source)))),
        TestContext.Current.CancellationToken);

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
