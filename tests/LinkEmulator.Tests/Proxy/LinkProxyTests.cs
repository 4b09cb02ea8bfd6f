using System.Net;
using System.Net.Sockets;
using IndustrialGateway.LinkEmulator.Carrying;
using IndustrialGateway.LinkEmulator.Model;
using IndustrialGateway.LinkEmulator.Profiles;
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
}
