using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.Rogue.Tests.Judging;

/// <summary>A client as the gateway has it, with a subscription to the plant's counter: it is asked to prove that it is served.</summary>
internal sealed class HonestClient : ISubscriptionHandler, IAsyncDisposable
{
    private readonly Channel<ConnectionState> _states = Channel.CreateBounded<ConnectionState>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Channel<string> _values = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private HonestClient(UaClientOptions options, ILogger log, TimeProvider time)
    {
        Client = new UaClient(options, time, log);
        Client.StateChanged += state => _states.Writer.TryWrite(state);
    }

    public UaClient Client { get; }

    public UaSubscription Subscription { get; private set; } = null!; // set by StartAsync, the only way to get one

    public static async Task<HonestClient> StartAsync(UaClientOptions options, ILogger log, TimeProvider? time = null)
    {
        var honest = new HonestClient(options, log, time ?? TimeProvider.System);
        honest.Subscription = await honest.Client.SubscribeAsync(
            new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(2) }, honest, TestContext.Current.CancellationToken);
        await honest.Subscription.CreateItemsAsync(
            [new ItemRequest(1, ExpandedNodeId.Parse($"nsu={Plant.ServerUri};s=counter")) { QueueSize = 100 }], TestContext.Current.CancellationToken);
        honest.Client.Start();
        return honest;
    }

    /// <summary>Waits for the next state that fits.</summary>
    public async Task<ConnectionState> NextStateAsync(Func<ConnectionState, bool> wanted)
    {
        while (true)
        {
            var state = await _states.Reader.ReadAsync(TestContext.Current.CancellationToken);
            if (wanted(state))
            {
                return state;
            }
        }
    }

    /// <summary>A new value reaches it by its subscription, and can be read.</summary>
    public async Task ExpectServedAsync(Plant plant)
    {
        var value = plant.Counter.Value.Value.AsInt64() + 1;
        plant.Counter.Set(new DataValue(Variant.Of((int)value), StatusCode.Good, UaDateTime.Now(TimeProvider.System)));
        await NextValueAsync($"{value}");
        var session = await Client.GetSessionAsync(TestContext.Current.CancellationToken);
        var read = await session.ReadAsync([Plant.CounterId], TestContext.Current.CancellationToken);
        Assert.Equal(value, read[0].Value.AsInt64());
    }

    /// <summary>Waits for a value that the subscription brings; those before it are passed over.</summary>
    public async Task NextValueAsync(string wanted)
    {
        while (await _values.Reader.ReadAsync(TestContext.Current.CancellationToken) != wanted)
        {
        }
    }

    public ValueTask OnNotificationsAsync(NotificationBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Items.Span)
        {
            _values.Writer.TryWrite($"{item.Value.Value}");
        }

        batch.Subscription.Acknowledge(batch.Token);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnGapAsync(NotificationGap gap, CancellationToken cancellationToken)
    {
        _values.Writer.TryWrite($"gap of {gap.Count} at {gap.FirstSequenceNumber}");
        return ValueTask.CompletedTask;
    }

    public ValueTask OnRenewedAsync(UaSubscription subscription, IReadOnlyList<ItemResult> items, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
