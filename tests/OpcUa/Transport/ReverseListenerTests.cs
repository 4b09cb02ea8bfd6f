using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Transport;

/// <summary>Servers, honest ones and others, call a listener (A12).</summary>
public sealed class ReverseListenerTests : IAsyncDisposable
{
    private const string Server = "urn:test:caller";
    private static readonly TransportLimits Limits = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ReverseListener _listener;

    public ReverseListenerTests() => _listener = ReverseListener.Start(
        new IPEndPoint(IPAddress.Loopback, 0), [Server, "urn:test:other"], Limits, _time, NullLogger.Instance);

    private Uri Url => new($"opc.tcp://127.0.0.1:{_listener.LocalEndPoint.Port}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_calls_gets_the_Hello_of_the_client_that_waits_for_it_with_its_own_url()
    {
        var taking = TakeAsync();
        await using var caller = await CallAsync(url: "opc.tcp://far.away:4840/way");

        await Handshake.WelcomeAsync(caller, Limits, Stop);
        await using var taken = await taking;

        Assert.Equal("opc.tcp://far.away:4840/way", caller.EndpointUrl);
        Assert.Equal("opc.tcp://far.away:4840/way", taken.EndpointUrl);
    }

    [Fact]
    public async Task A_client_that_comes_later_finds_the_connection_waiting_and_takes_it_once()
    {
        await using var caller = await CallAsync();
        var welcoming = Handshake.WelcomeAsync(caller, Limits, Stop).AsTask();

        await using var taken = await TakeAsync();
        await welcoming;
        var second = TakeAsync();
        await using var again = await CallAsync();
        await Handshake.WelcomeAsync(again, Limits, Stop);
        await using var other = await second;

        Assert.NotSame(taken, other);
        Assert.Equal(again.Limits, other.Limits);
    }

    [Theory]
    [InlineData("urn:test:nobody", "opc.tcp://m:4840")]
    [InlineData("", "opc.tcp://m:4840")]
    [InlineData("URN:TEST:CALLER", "opc.tcp://m:4840")]
    [InlineData(Server, "http://m:4840")]
    [InlineData(Server, "")]
    public async Task Who_is_not_expected_is_told_so_and_hung_up_on(string server, string url)
    {
        var heard = await Wire.SayAsync(Url, new ReverseHello(server, url).Encode());

        Assert.Equal(StatusCode.BadTcpEndpointUrlInvalid, Wire.ErrorIn(heard));
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "a client's hello", Wire.Hello() },
        { "an acknowledge", Wire.Acknowledge() },
        { "an open", Wire.Open() },
        { "no hello", [.. "RHEF"u8, 8, 0, 0, 0] },
        { "an abort", [.. "RHEA"u8, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "a huge size", [.. "RHEF"u8, 255, 255, 255, 127] },
        { "no size", [.. "RHEF"u8, 0, 0, 0, 0] },
        { "a page", [.. "GET / HTTP/1.1\r\n\r\n"u8] },
        { "words before its turn", [.. new ReverseHello(Server, "opc.tcp://m:4840").Encode(), .. Wire.Acknowledge()] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_answered_with_a_status_and_an_honest_server_is_taken(string what, byte[] said)
    {
        var heard = await Wire.SayAsync(Url, said);

        Assert.True(Wire.ErrorIn(heard) is { IsBad: true }, what);
        await AssertHonestServedAsync();
    }

    [Fact]
    public async Task Who_does_not_say_who_it_is_in_time_is_hung_up_on()
    {
        var hearing = Wire.SayAsync(Url, []);
        while (!hearing.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(StatusCode.BadTimeout, Wire.ErrorIn(await hearing));
    }

    [Fact]
    public async Task The_newest_connection_of_a_server_takes_the_place_of_the_one_that_waited()
    {
        await using var older = await CallAsync();
        await using var newer = await CallAsync();

        // The order of two connections is that of their arrival; whichever was first is hung up on.
        var first = older.ReadAsync(Stop).AsTask();
        var second = newer.ReadAsync(Stop).AsTask();
        var replaced = await Assert.ThrowsAsync<UaException>(() => Task.WhenAny(first, second).Unwrap());

        Assert.Equal(StatusCode.BadConnectionRejected, replaced.Status);
        Assert.False(first.IsCompleted && second.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_hung_up_while_it_waited_is_not_given_to_a_client()
    {
        Assert.Equal(StatusCode.BadConnectionClosed, Wire.ErrorIn(
            await Wire.SayAsync(Url, new ReverseHello(Server, "opc.tcp://m:4840").Encode(), hangUp: true)));

        await AssertHonestServedAsync();
    }

    [Fact]
    public async Task A_flood_of_calls_is_bounded_and_an_honest_server_is_taken_after_it()
    {
        var hello = new ReverseHello(Server, "opc.tcp://flood:4840").Encode();
        List<Socket> flood = [];
        for (var i = 0; i < 500; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            flood.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, Url.Port, Stop);
            await socket.SendAsync(i % 2 == 0 ? hello : hello.AsMemory(0, 10), Stop);
        }

        // All but those that may wait or may still say who they are: 2 places and 16 strangers of one address.
        var ends = flood.Select(EndAsync).ToList();
        for (var left = 500 - 18; left > 0; left--)
        {
            ends.Remove(await Task.WhenAny(ends));
        }

        foreach (var socket in flood)
        {
            socket.Dispose();
        }

        await Task.WhenAll(ends);
        await AssertHonestServedAsync();
    }

    [Fact]
    public async Task A_client_hears_in_time_that_its_server_does_not_call()
    {
        var taking = _listener.TakeAsync(Server, Limits, TimeSpan.FromSeconds(30), Stop);

        _time.Advance(TimeSpan.FromSeconds(30));
        var refusal = await Assert.ThrowsAsync<UaException>(() => taking);

        Assert.Equal(StatusCode.BadTimeout, refusal.Status);
        Assert.Contains(Server, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_calls_and_does_not_answer_the_Hello_costs_its_time_only()
    {
        await using var mute = await CallAsync();

        var taking = TakeAsync();
        Assert.Equal(MessageType.Hello, (await mute.ReadAsync(Stop))?.Header.Type);
        while (!taking.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(StatusCode.BadTimeout, (await Assert.ThrowsAsync<UaException>(() => taking)).Status);
    }

    [Fact]
    public async Task A_server_that_is_not_expected_cannot_be_waited_for_and_nobody_waits_at_a_closed_listener()
    {
        var unknown = await Assert.ThrowsAsync<UaException>(
            () => _listener.TakeAsync("urn:test:nobody", Limits, TimeSpan.FromSeconds(30), Stop));
        var other = ReverseListener.Start(new IPEndPoint(IPAddress.Loopback, 0), [Server], Limits, _time, NullLogger.Instance);
        var taking = other.TakeAsync(Server, Limits, TimeSpan.FromDays(1), Stop);
        await other.DisposeAsync();

        Assert.Equal(StatusCode.BadServerUriInvalid, unknown.Status);
        Assert.Equal(StatusCode.BadConnectionClosed, (await Assert.ThrowsAsync<UaException>(() => taking)).Status);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static async Task<bool> EndAsync(Socket socket)
    {
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Stop) > 0)
            {
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Reset is an end too.
        }

        return true;
    }

    private Task<TransportConnection> TakeAsync() => _listener.TakeAsync(Server, Limits, TimeSpan.FromDays(1), Stop);

    private async Task<TransportConnection> CallAsync(string server = Server, string url = "opc.tcp://m:4840")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Url.Port, Stop);
        var connection = new TransportConnection(new NetworkStream(socket, ownsSocket: true), Limits, _time);
        await Handshake.AnnounceAsync(connection, new ReverseHello(server, url));
        return connection;
    }

    /// <summary>A server that calls until it is let in, and a client that tries until it has it: both may meet the last of others.</summary>
    private async Task AssertHonestServedAsync()
    {
        var taking = TakeAsync();
        while (true)
        {
            await using var caller = await CallAsync();
            var welcoming = Handshake.WelcomeAsync(caller, Limits, Stop).AsTask();
            while (await Task.WhenAny(taking, welcoming) == taking && taking.IsFaulted)
            {
                taking = TakeAsync();
            }

            if (welcoming.IsFaulted)
            {
                Assert.IsType<UaException>(welcoming.Exception?.InnerException);
                continue;
            }

            await using var taken = await taking;
            await welcoming;
            Assert.Equal("opc.tcp://m:4840", taken.EndpointUrl);
            return;
        }
    }
}
