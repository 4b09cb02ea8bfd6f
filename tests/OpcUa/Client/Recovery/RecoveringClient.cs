using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Recovery;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Recovery;

/// <summary>The recovery of a client against a <see cref="ModelServer"/>, without waits between its attempts.</summary>
internal sealed class RecoveringClient : IAsyncDisposable
{
    private readonly Channel<ConnectionState> _states = Channel.CreateBounded<ConnectionState>(10_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly SessionRecovery _recovery;
    private readonly Task _running;
    private volatile UaSession? _session;

    public RecoveringClient(ModelServer server, UaClientOptions? options = null)
    {
        Server = server;
        options ??= new UaClientOptions
        {
            EndpointUrl = new Uri("opc.tcp://model"),
            Security = SecurityChoice.None,
            MinReconnectDelay = TimeSpan.Zero,
            MaxReconnectDelay = TimeSpan.Zero,
        };
        _recovery = new SessionRecovery(options, server, Subscriptions, Changed, Time, NullLogger.Instance);
        _running = Task.Run(() => _recovery.RunAsync(_stop.Token));
    }

    public ModelServer Server { get; }

    public FakeTimeProvider Time { get; } = new();

    public SubscriptionList Subscriptions { get; } = new();

    public RecoveryState State => _recovery.State;

    public Notes Notes { get; } = new();

    public UaSession Session => _session!; // after LiveAsync

    public async Task<ConnectionState> LiveAsync()
    {
        while (true)
        {
            if (await NextAsync() is { IsConnected: true } state)
            {
                return state;
            }
        }
    }

    public ValueTask<ConnectionState> NextAsync() => _states.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public Task<UaSubscription> SubscribeAsync(params ItemRequest[] items) => SubscribeAsync(null, items);

    public async Task<UaSubscription> SubscribeAsync(TimeSpan? maxItemSilence, params ItemRequest[] items)
    {
        // So patient that advancing the clock does not end the line.
        var options = new UaSubscriptionOptions { MaxItemSilence = maxItemSilence, KeepAliveInterval = TimeSpan.FromHours(1) };
        var subscription = new UaSubscription(options, Notes, Time);
        Subscriptions.Add(subscription);
        await subscription.EnsureAttachedAsync(Session, TestContext.Current.CancellationToken);
        await subscription.CreateItemsAsync(items, TestContext.Current.CancellationToken);
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private void Changed(UaSession? session, ConnectionState state)
    {
        _session = session ?? _session;
        _states.Writer.TryWrite(state);
    }
}
