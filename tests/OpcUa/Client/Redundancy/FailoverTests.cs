using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Redundancy;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.OpcUa.Tests.Client.Redundancy;

public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly ItemRequest Counter =
        new(1, ExpandedNodeId.Parse($"nsu={Machine.Uri};s=counter")) { QueueSize = 10_000, SamplingInterval = TimeSpan.Zero };

    private static readonly FailoverOptions Watchful = new()
    {
        LevelInterval = TimeSpan.FromMilliseconds(20),
        StandbyInterval = TimeSpan.FromMilliseconds(120),
        MinStay = TimeSpan.FromMilliseconds(50),
    };

    private readonly Channel<ConnectionState> _states = Channel.CreateBounded<ConnectionState>(10_000);
    private readonly Notes _notes = new();
    private Machine _first = null!; // set by InitializeAsync, which runs before each test
    private Machine _second = null!;

    public async ValueTask InitializeAsync()
    {
        _first = await Machine.StartAsync();
        _second = await Machine.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Values_come_from_the_other_server_when_the_active_one_is_lost()
    {
        await using var client = await LiveAsync();

        _first.Line.IsHeld = true;
        _first.Line.Cut();
        await ConnectedAsync(isNew: true);

        Assert.Equal(_second.Line.Url, ActiveOf(client).Url);
        await IsReadFromAsync(_second, 7);
    }

    [Fact]
    public async Task A_short_cut_does_not_move_the_session_to_the_other_server()
    {
        await using var client = await LiveAsync();

        _first.Line.Cut();
        await ConnectedAsync(isNew: false);

        Assert.Equal(_first.Line.Url, ActiveOf(client).Url);
    }

    [Fact]
    public async Task Nothing_waits_for_a_first_server_that_is_not_there()
    {
        _first.Line.IsHeld = true;

        await using var client = await LiveAsync();

        Assert.Equal(_second.Line.Url, ActiveOf(client).Url);
    }

    [Fact]
    public async Task When_the_level_falls_the_session_is_closed_and_made_at_the_better_server()
    {
        await using var client = await LiveAsync();

        _first.ServiceLevel = 100;
        await ConnectedAsync(isNew: true);

        Assert.Equal((_second.Line.Url, (byte?)255), (ActiveOf(client).Url, ActiveOf(client).ServiceLevel));
        await IsReadFromAsync(_second, 7);
        Assert.Equal(1, _second.SessionCount);
    }

    [Fact]
    public async Task The_session_comes_back_when_the_first_server_is_the_better_one_again()
    {
        await using var client = await LiveAsync();
        _first.ServiceLevel = 1;
        await ConnectedAsync(isNew: true);

        _first.ServiceLevel = 255;
        _second.ServiceLevel = 100;
        await ConnectedAsync(isNew: true);

        Assert.Equal(_first.Line.Url, ActiveOf(client).Url);
        await IsReadFromAsync(_first, 9);
    }

    [Fact]
    public void A_server_that_calls_has_no_alternatives()
    {
        var options = Options() with { Reverse = new(null!, "urn:test") };

        Assert.Throws<ArgumentException>(() => new UaClient(options, TimeProvider.System, NullLogger.Instance));
    }

    private static RedundantServer ActiveOf(UaClient client) => client.Servers.Single(server => server.IsActive);

    private UaClientOptions Options() =>
        _first.Options(SecurityChoice.Default) with { Alternatives = [_second.Line.Url], Failover = Watchful };

    private async Task<UaClient> LiveAsync()
    {
        var client = new UaClient(Options(), TimeProvider.System, NullLogger.Instance);
        client.StateChanged += state => _states.Writer.TryWrite(state);
        client.Start();
        await ConnectedAsync(isNew: true);
        var options = new UaSubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(10) };
        var subscription = await client.SubscribeAsync(options, _notes, TestContext.Current.CancellationToken);
        await subscription.CreateItemsAsync([Counter], TestContext.Current.CancellationToken);
        Assert.Equal("1: 0", await _notes.NextAsync());
        return client;
    }

    private async Task ConnectedAsync(bool isNew)
    {
        while (await _states.Reader.ReadAsync(TestContext.Current.CancellationToken) is not { IsConnected: true } state || state.IsNewSession != isNew)
        {
        }
    }

    private async Task IsReadFromAsync(Machine machine, int value)
    {
        machine.Count(value, 1);
        while (!(await _notes.NextAsync()).EndsWith($": {value}", StringComparison.Ordinal))
        {
        }
    }
}
