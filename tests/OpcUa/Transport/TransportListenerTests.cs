using System.Net;
using System.Net.Sockets;
using IndustrialGateway.OpcUa.Tests.Channels;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Transport;

public sealed class TransportListenerTests
{
    [Fact]
    public async Task One_connection_too_many_is_told_so_and_the_others_go_on()
    {
        await using var pair = new ChannelPair { Listener = new ListenerOptions { MaxConnections = 2 } }.Start();
        await using var first = await pair.OpenAsync();
        await using var second = await pair.OpenAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync());

        Assert.Equal(StatusCode.BadTcpServerTooBusy, refusal.Status);
        Assert.Equal((1, 2), (await ChannelPair.AskAsync(first, 1), await ChannelPair.AskAsync(second, 2)));
    }

    [Fact]
    public async Task One_address_cannot_take_all_connections()
    {
        await using var pair = new ChannelPair { Listener = new ListenerOptions { MaxConnectionsPerAddress = 1 } }.Start();
        await using var first = await pair.OpenAsync();

        var refusal = await Assert.ThrowsAsync<UaException>(() => pair.OpenAsync());

        Assert.Equal(StatusCode.BadTcpServerTooBusy, refusal.Status);
    }

    public static TheoryData<string, byte[]> Stages => new()
    {
        { "nothing", [] },
        { "half a hello", Wire.Hello()[..20] },
        { "a hello and no channel", Wire.Hello() },
        { "half an open", [.. Wire.Hello(), .. Wire.Open()[..40]] },
        { "half a message", [.. Wire.Hello(), .. Wire.Open(), .. "MSGF"u8, 100, 0, 0, 0, 1, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Who_stops_talking_is_hung_up_on_and_an_honest_client_is_served(string stage, byte[] said)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = new ChannelPair(time).Start();
        await using var honest = await pair.OpenAsync();

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, pair.Url.Port), TestContext.Current.CancellationToken);
        await socket.SendAsync(said, TestContext.Current.CancellationToken);
        var end = EndAsync(socket);
        while (!end.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await end, stage);
        await using var after = await pair.OpenAsync();
        Assert.Equal(4, await ChannelPair.AskAsync(after, 4));
    }

    private static async Task<bool> EndAsync(Socket socket)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset is an end too.
        }

        return true;
    }
}
