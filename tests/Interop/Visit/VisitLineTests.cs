using System.Text.Json.Nodes;
using System.Threading.Channels;
using IndustrialGateway.OpcUa.Server;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IndustrialGateway.Interop.Visit;

/// <summary>node-opcua's client at our server on a line that breaks, and called by our server.</summary>
public sealed class VisitLineTests(OurMachine machine)
{
    private const int Patience = 60_000;
    private const string CounterId = "ns=1;s=counter";

    // Longer than the session of node-opcua's client may be silent, 1 min. A request that is on its way when the line is cut does not matter then.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly AddressSpace _space = new(OurMachine.Uri);

    [Theory(Timeout = Patience)]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Basic256Sha256", MessageSecurityMode.SignAndEncrypt)]
    public async Task It_reads_when_our_server_calls_it(string policy, MessageSecurityMode mode)
    {
        var cancelled = TestContext.Current.CancellationToken;
        AddCounter();
        var client = new Uri($"opc.tcp://127.0.0.1:{Loopback.FreePort()}");
        await using var server = await machine.StartAsync(_space, TimeProvider.System, NullLogger<UaServer>.Instance, client);
        var settings = new JsonObject
        {
            ["reverse"] = client.OriginalString,
            ["serverUri"] = OurMachine.Uri,
            ["serverCertificate"] = Convert.ToBase64String(machine.Certificate.Span),
        };

        await using var visitor = await NodeVisitor.StartAsync(machine, policy, mode, settings, cancelled);

        Assert.Null(visitor.Refused);
        var read = await visitor.OrderAsync(new { read = (string[])[CounterId] }, cancelled);
        Assert.Equal("""[{"type":"Int32","value":0,"status":"Good"}]""", read.ToJsonString());
    }

    [Theory(Timeout = Patience)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_of_every_change_over_a_line_that_is_cut_and_a_session_that_is_lost(bool isSessionLost)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var counter = AddCounter();
        var time = new HurryingTime();
        var expiry = new Expiry();
        await using var server = await machine.StartAsync(_space, time, expiry);
        await using var line = new TcpProxy { Target = server.Endpoint };
        var settings = new JsonObject { ["endpoint"] = $"opc.tcp://127.0.0.1:{line.Port}", ["reconnect"] = true };
        await using var visitor = await NodeVisitor.StartAsync(machine, "Basic256Sha256", MessageSecurityMode.SignAndEncrypt, settings, cancelled);
        Assert.Null(visitor.Refused);
        Assert.Equal("Good", $"{await visitor.OrderAsync(new { subscribe = (string[])[CounterId] }, cancelled)}");
        List<int> told = [await NextAsync(visitor, cancelled)];

        for (var last = 20; last <= 60; last += 20)
        {
            line.Cut();
            Count(counter, last - 19, 10);
            if (isSessionLost)
            {
                time.Step = Silence;
                await expiry.NextAsync(cancelled);
                time.Step = TimeSpan.Zero;
            }

            line.Restore();
            Count(counter, last - 9, 10);
            while (told[^1] != last)
            {
                told.Add(await NextAsync(visitor, cancelled));
            }
        }

        // A new session asks for the present values when it takes the subscription over: without news the last is told again (Part 4 §5.14.7).
        var news = isSessionLost ? told.Where((value, index) => index == 0 || value != told[index - 1]) : told;
        Assert.Equal(Enumerable.Range(0, 61), news);
    }

    private static void Count(VariableNode counter, int from, int count)
    {
        for (var value = from; value < from + count; value++)
        {
            counter.Set(new DataValue(Variant.Of(value), default, UaDateTime.Now(TimeProvider.System)));
        }
    }

    private static async Task<int> NextAsync(NodeVisitor visitor, CancellationToken cancelled) =>
        (await visitor.NextAsync("value", cancelled))[1]!.GetValue<int>();

    private VariableNode AddCounter() =>
        _space.AddVariable(_space.Objects, new NodeId("counter", 1), "counter", BuiltInType.Int32, new DataValue(Variant.Of(0)));

    /// <summary>Hears in the server's log that a session has ended because its client was silent.</summary>
    private sealed class Expiry : ILogger<UaServer>
    {
        private readonly Channel<EventId> _seen = Channel.CreateBounded<EventId>(100);

        public async Task NextAsync(CancellationToken cancelled) => await _seen.Reader.ReadAsync(cancelled);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains("its client was silent", StringComparison.Ordinal))
            {
                _seen.Writer.TryWrite(eventId);
            }
        }
    }
}
