using System.Globalization;
using System.Threading.Channels;
using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Client.Recovery;
using IndustrialGateway.OpcUa.Client.Redundancy;
using IndustrialGateway.OpcUa.Tests.Client.Recovery;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Redundancy;

/// <summary>A client of several <see cref="ModelServer"/>s at <c>opc.tcp://server-0</c>, <c>opc.tcp://server-1</c> and so on, in a time that the test makes.</summary>
internal sealed class RedundantSet : IAsyncDisposable
{
    private readonly Channel<ConnectionState> _states = Channel.CreateBounded<ConnectionState>(10_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly ServerSet _set;
    private readonly Task _running;

    /// <param name="configured">How many of the servers the client is told of; the others are to be found.</param>
    public RedundantSet(int configured, params ModelServer[] servers)
    {
        Servers = servers;
        var options = new UaClientOptions
        {
            EndpointUrl = UrlOf(0),
            Alternatives = [.. Enumerable.Range(1, configured - 1).Select(UrlOf)],
            Security = SecurityChoice.None,
            KeepAliveInterval = TimeSpan.FromHours(1),
            MinReconnectDelay = TimeSpan.Zero,
            MaxReconnectDelay = TimeSpan.Zero,
        };
        var logger = new FakeLogger(Logs);
        _set = ServerSet.Of(options, Time);
        var lines = new ServerLines(options, _set, url => servers[IndexOf(url)], Time);
        var connector = new RedundantConnector(options, _set, lines, Time, logger);
        var watch = new RedundancyWatch(_set, new StandbyVisits(_set, lines, logger), options.Failover, Time, logger);
        var recovery = new SessionRecovery(options, connector, new SubscriptionList(), (_, state) => _states.Writer.TryWrite(state), Time, logger, watch);
        _running = Task.Run(() => recovery.RunAsync(_stop.Token));
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeLogCollector Logs { get; } = new();

    public IReadOnlyList<ModelServer> Servers { get; }

    public IReadOnlyList<RedundantServer> Seen => _set.Servers;

    public int Active => IndexOf(_set.Active.Url);

    public static Uri UrlOf(int server) => new($"opc.tcp://server-{server}");

    public async Task LiveAsync()
    {
        while (!(await _states.Reader.ReadAsync(TestContext.Current.CancellationToken)).IsConnected)
        {
        }
    }

    /// <summary>Which servers the session was at, one after the other, while so many seconds passed.</summary>
    public async Task<List<int>> WatchAsync(int seconds)
    {
        List<int> active = [Active];
        for (var i = 0; i < seconds; i++)
        {
            await AskedAsync();
            if (Active != active[^1])
            {
                active.Add(Active);
            }
        }

        return active;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static int IndexOf(Uri url) => int.Parse(url.Host[^1..], CultureInfo.InvariantCulture);

    // What was made of the reading before is over when the next one comes.
    private async Task AskedAsync()
    {
        var (active, asked) = (Active, Servers[Active].LevelReads);
        Time.Advance(TimeSpan.FromSeconds(1));
        while (Active == active && Servers[active].LevelReads == asked)
        {
            await Task.Yield();
        }
    }
}
