using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Model;
using IndustrialGateway.LinkEmulator.Profiles;
using IndustrialGateway.Testing;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.LinkEmulator.Proxy;

/// <summary>The stand-in where no link can be made.</summary>
public sealed class LinkProxyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_come_through_a_proxy_whole_and_in_order_however_late()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var proxy = new LinkProxy(
            LinkProfiles.ReadFile(LinkProfiles.StandardFile)["ho-storm"], seed: 1, new Uri($"tcp://{listener.LocalEndpoint}"));
        var sent = new byte[300_000];
        new Random(1).NextBytes(sent);

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port, Cancellation);
        using var server = await listener.AcceptTcpClientAsync(Cancellation);
        var sending = client.GetStream().WriteAsync(sent, Cancellation);
        var received = new byte[sent.Length];
        await server.GetStream().ReadExactlyAsync(received, Cancellation);
        await sending;

        Assert.Equal(sent, received);
    }

    [Fact]
    public void A_stream_is_as_slow_as_the_rate()
    {
        var time = new FakeTimeProvider();
        var stream = new StreamDelay(Some.Direction(Some.Steady with { QueueMs = 60_000 }), new LinkClock(time));

        var first = stream.Next(1_000_000);
        time.Advance(TimeSpan.FromMilliseconds(400));
        var second = stream.Next(1_000_000);

        Assert.Equal(TimeSpan.FromMilliseconds(1010), first);
        Assert.Equal(TimeSpan.FromMilliseconds(1610), second);
    }

    [Fact]
    public void What_a_link_would_lose_comes_later_and_in_order()
    {
        var stream = new StreamDelay(Some.Direction(Some.Steady with { Loss = 0.5 }), new LinkClock(new FakeTimeProvider()));

        List<TimeSpan> delays = [.. Enumerable.Range(0, 100).Select(_ => stream.Next(10))];

        Assert.Equal(delays.Order(), delays);
        Assert.InRange(delays[^1], TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void An_outage_holds_a_stream_until_it_is_over()
    {
        var time = new FakeTimeProvider();
        var stream = new StreamDelay(Some.Direction(Some.Steady, outage: new OutageProfile(3000, 1000)), new LinkClock(time));
        time.Advance(TimeSpan.FromMilliseconds(2100));

        var delay = stream.Next(1000);

        Assert.Equal(TimeSpan.FromMilliseconds(1011), delay); // 5 tries, one each 200 ms.
    }

    [Fact]
    public async Task A_piece_comes_out_of_a_proxy_when_its_time_has_come_and_not_before()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider();
        var (taken, pieces) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        await using var proxy = new TcpProxy { Target = new Uri($"tcp://{listener.LocalEndpoint}"), Time = time, UplinkDelay = _ => Delay() };
        using var slow = await ConnectAsync(proxy, listener);
        using var quick = await ConnectAsync(proxy, listener);

        await slow.Client.SendAsync(new byte[1], Cancellation);
        await taken.Task.WaitAsync(Cancellation);
        await quick.Client.SendAsync(new byte[1], Cancellation);
        await quick.Server.ReceiveAsync(new byte[1], Cancellation); // By now the other would have come as well.
        var before = slow.Server.Available;
        var receiving = slow.Server.ReceiveAsync(new byte[1], Cancellation).AsTask();
        while (!receiving.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10)); // Again, where the proxy had not begun to wait yet.
            await Task.Yield();
        }

        Assert.Equal(0, before);
        Assert.Equal(1, await receiving);

        TimeSpan Delay()
        {
            // Counted before it is told: else the other piece could come first.
            var seconds = Interlocked.Increment(ref pieces) == 1 ? 10 : 0;
            taken.TrySetResult();
            return TimeSpan.FromSeconds(seconds);
        }
    }

    [Fact]
    public async Task The_program_says_why_it_is_only_a_proxy_and_carries_what_it_can()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var program = LineProcess.Start(
            EmulatedLink.Program, ["run", "--target", $"tcp://{listener.LocalEndpoint}", "wired-pon"],
            environment: new Dictionary<string, string> { ["PATH"] = "/nowhere" }); // No ip there.
        using var ready = JsonDocument.Parse(await program.ReadLineAsync(Cancellation));
        var said = ready.RootElement.GetProperty("proxy");

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, said.GetProperty("port").GetInt32(), Cancellation);
        await client.GetStream().WriteAsync("abc"u8.ToArray(), Cancellation);
        using var server = await listener.AcceptTcpClientAsync(Cancellation);
        var received = new byte[3];
        await server.GetStream().ReadExactlyAsync(received, Cancellation);
        await program.WriteLineAsync("half-open ul", Cancellation);
        var refused = await program.ReadLineAsync(Cancellation);

        Assert.Matches("this is not root|/dev/net/tun|the program ip is not there", said.GetProperty("because").GetString());
        Assert.Equal("abc"u8.ToArray(), received);
        Assert.Contains("nothing that a TCP proxy can do", refused, StringComparison.Ordinal);
        Assert.Equal(0, await program.EndAsync(Cancellation));
        Assert.Contains("A TCP proxy stands in for it", program.Errors, StringComparison.Ordinal);
    }

    private static async Task<Pair> ConnectAsync(TcpProxy proxy, TcpListener listener)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port, Cancellation);
        return new Pair(client, await listener.AcceptSocketAsync(Cancellation));
    }

    private sealed record Pair(Socket Client, Socket Server) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
