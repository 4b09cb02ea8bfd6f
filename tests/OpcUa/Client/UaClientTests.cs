using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Server.Services;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client;

public sealed class UaClientTests
{
    private static readonly ItemRequest Counter =
        new(1, ExpandedNodeId.Parse($"nsu={Machine.Uri};s=counter")) { QueueSize = 10_000, SamplingInterval = TimeSpan.Zero };

    // Each activation encrypts the password for a key that the one before has brought, where the policy has keys on a curve.
    [Theory]
    [InlineData("Basic256Sha256")]
    [InlineData("ECC_nistP384")]
    public async Task A_line_that_is_cut_again_and_again_loses_and_repeats_nothing(string policy)
    {
        await using var machine = await Machine.StartAsync();
        var options = machine.Options(SecurityChoice.Of(policy, MessageSecurityMode.SignAndEncrypt)) with { Identity = UserIdentity.UserName("engineer", "pässwörd") };
        await using var watched = await WatchedClient.StartAsync(machine, options);
        await watched.SubscribeAsync();
        var next = 1;

        for (var round = 0; round < 10; round++)
        {
            machine.Count(next, 20);
            machine.Line.Cut();
            machine.Count(next + 20, 20);
            next += 40;
            await watched.NextStateAsync(state => state is { IsConnected: true, IsNewSession: false });
        }

        for (var value = 0; value < next; value++)
        {
            Assert.EndsWith($": {value}", await watched.Notes.NextAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(watched.Notes.Taken());
    }

    /// <summary>A queue of one, the default of many clients, would show the last of them alone and say nothing of the others.</summary>
    [Fact]
    public async Task A_counter_that_counts_as_often_as_it_is_sampled_is_seen_whole_though_it_is_published_seldom()
    {
        await using var machine = await Machine.StartAsync();
        await using var watched = await WatchedClient.StartAsync(machine);
        var options = new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(500) };
        var subscription = await watched.Client.SubscribeAsync(options, watched.Notes, TestContext.Current.CancellationToken);
        var sampled = Counter with { QueueSize = null, SamplingInterval = TimeSpan.FromMilliseconds(25) };
        await subscription.CreateItemsAsync([sampled], TestContext.Current.CancellationToken);
        Assert.Equal("1: 0", await watched.Notes.NextAsync());

        machine.Count(1, 40); // what is sampled in two publishing intervals

        for (var value = 1; value <= 40; value++)
        {
            Assert.EndsWith($": {value}", await watched.Notes.NextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(0, Assert.Single(subscription.Statistics).Overflows);
    }

    [Fact]
    public async Task A_server_that_was_switched_off_is_found_again_and_the_subscription_made_anew()
    {
        await using var machine = await Machine.StartAsync();
        await using var watched = await WatchedClient.StartAsync(machine);
        await watched.SubscribeAsync();
        Assert.Equal("1: 0", await watched.Notes.NextAsync());

        await machine.SwitchOffAsync();
        await watched.NextStateAsync(state => !state.IsConnected);
        machine.Count(7, 1);
        await machine.SwitchOnAsync();

        await watched.NextStateAsync(state => state is { IsConnected: true, IsNewSession: true });
        Assert.Equal(["1: 7", "renewed Good"], [.. new[] { await watched.Notes.NextAsync(), await watched.Notes.NextAsync() }.Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public async Task A_subscription_made_while_the_server_is_away_comes_with_it()
    {
        await using var machine = await Machine.StartAsync();
        machine.Line.IsHeld = true;
        await using var watched = WatchedClient.Of(machine);
        await watched.NextStateAsync(state => !state.IsConnected);

        var result = await watched.SubscribeAsync();
        machine.Line.IsHeld = false;

        Assert.Equal(StatusCode.BadServerNotConnected, result.Status);
        Assert.Equal("1: 0", await watched.Notes.NextAsync());
    }

    [Fact]
    public async Task A_subscription_that_was_refused_to_its_owner_is_not_asked_for_in_later_sessions()
    {
        await using var machine = await Machine.StartAsync(new ServerLimits { MaxSubscriptions = 1 });
        await using var watched = await WatchedClient.StartAsync(machine);
        await watched.SubscribeAsync();
        await watched.Notes.NextAsync();

        var refused = await Assert.ThrowsAsync<UaException>(watched.SubscribeAsync);
        await machine.SwitchOffAsync();
        await watched.NextStateAsync(state => !state.IsConnected);
        await machine.SwitchOnAsync();
        await watched.NextStateAsync(state => state is { IsConnected: true, IsNewSession: true });

        Assert.Equal(StatusCode.BadTooManySubscriptions, refused.Status);
        Assert.DoesNotContain(watched.Logs.GetSnapshot(), log => log.Message.Contains("refuses a subscription", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_is_stopped_while_it_tries_to_connect_stops()
    {
        await using var machine = await Machine.StartAsync();
        machine.Line.IsHeld = true;
        var watched = WatchedClient.Of(machine);
        await watched.NextStateAsync(state => !state.IsConnected);

        await watched.DisposeAsync();

        Assert.False(watched.Client.State.IsConnected);
    }

    private sealed class WatchedClient : IAsyncDisposable
    {
        private readonly Channel<ConnectionState> _states = Channel.CreateBounded<ConnectionState>(10_000);

        private WatchedClient(UaClientOptions options)
        {
            Client = new UaClient(options, TimeProvider.System, new FakeLogger(Logs));
            Client.StateChanged += state => _states.Writer.TryWrite(state);
        }

        public UaClient Client { get; }

        public Notes Notes { get; } = new();

        public FakeLogCollector Logs { get; } = new();

        public static WatchedClient Of(Machine machine, UaClientOptions? options = null)
        {
            var watched = new WatchedClient(options ?? machine.Options(SecurityChoice.Default));
            watched.Client.Start();
            return watched;
        }

        public static async Task<WatchedClient> StartAsync(Machine machine, UaClientOptions? options = null)
        {
            var watched = Of(machine, options);
            await watched.NextStateAsync(state => state.IsConnected);
            return watched;
        }

        public async Task NextStateAsync(Func<ConnectionState, bool> wanted)
        {
            while (!wanted(await _states.Reader.ReadAsync(TestContext.Current.CancellationToken)))
            {
            }
        }

        public async Task<ItemResult> SubscribeAsync()
        {
            var options = new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(10) };
            var subscription = await Client.SubscribeAsync(options, Notes, TestContext.Current.CancellationToken);
            return (await subscription.CreateItemsAsync([Counter], TestContext.Current.CancellationToken))[0];
        }

        public ValueTask DisposeAsync() => Client.DisposeAsync();
    }
}
