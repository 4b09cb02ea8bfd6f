using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IndustrialGateway.LinkEmulator.Measuring;

namespace IndustrialGateway.LinkEmulator;

/// <summary>Real packets through the kernel, between two namespaces.</summary>
public sealed class EmulatedLinkTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pings_over_IPv6_and_IPv4_take_as_long_as_the_profile_says()
    {
        await using var link = await StartAsync("sa-good");
        var path = link.Paths[0];

        var six = await Ping.RunAsync(link.GatewayNamespace, path.PlatformV6, 100, Interval, Cancellation);
        var four = await Ping.RunAsync(link.PlatformNamespace, path.GatewayV4, 20, Interval, Cancellation);
        var figures = (await link.StatAsync(Cancellation)).Paths[0];

        // No round trip is faster than both bases, nor half of them than both medians; a busy machine adds to either, and the link says how much.
        Assert.InRange(six.RoundTrips.Count, 99, 100);
        Assert.InRange(four.RoundTrips.Count, 19, 20);
        Assert.True(six.Quantile(0) >= 7, $"{six.Quantile(0)} ms is faster than the link");
        Assert.True(six.Quantile(0.5) >= 12, $"{six.Quantile(0.5)} ms is faster than the link");
        Assert.True(figures.Uplink.P50Ms >= 7, $"{figures.Uplink.P50Ms} ms is faster than the uplink");
        Assert.True(figures.Downlink.P50Ms >= 5, $"{figures.Downlink.P50Ms} ms is faster than the downlink");
        Assert.True(figures.Uplink.P50Ms - figures.Uplink.LateP50Ms <= 40, $"{figures.Uplink} is slower than the uplink");
        Assert.True(figures.Downlink.P50Ms - figures.Downlink.LateP50Ms <= 40, $"{figures.Downlink} is slower than the downlink");
    }

    [Fact]
    public async Task A_TCP_connection_is_carried_whole_and_no_faster_than_the_rate()
    {
        await using var link = await StartAsync("sa-good");
        await link.ControlAsync("set ul rate 8", Cancellation);

        var up = await Throughput.RunAsync(
            link.GatewayNamespace, link.PlatformNamespace, link.Paths[0].PlatformV6, TimeSpan.FromSeconds(2), Cancellation);

        Assert.InRange(up.Bytes, 100_000, long.MaxValue);
        Assert.InRange(up.MbitPerSecond, 0.1, 8.1);
    }

    [Fact]
    public async Task An_outage_drops_datagrams_and_the_link_is_as_before_afterwards()
    {
        await using var link = await StartAsync("sa-good");
        await using var echo = await Echo.StartAsync(link, Cancellation);

        var before = await echo.ProbeAsync(20, Cancellation);
        await link.ControlAsync("down", Cancellation);
        var during = await echo.ProbeAsync(20, Cancellation);
        await link.ControlAsync("up", Cancellation);
        var after = await echo.ProbeAsync(20, Cancellation);

        var uplink = (await link.StatAsync(Cancellation)).Paths[0].Uplink;
        Assert.InRange(before, 19, 20);
        Assert.Equal(0, during);
        Assert.InRange(after, 19, 20);
        Assert.InRange(uplink.Dropped["down"], 20, long.MaxValue);
        Assert.Equal(uplink.Offered, uplink.Arrived + uplink.AllDropped);
    }

    [Fact]
    public async Task A_half_open_link_carries_one_direction_only()
    {
        await using var link = await StartAsync("wired-pon");
        await link.ControlAsync("half-open ul", Cancellation);
        var before = (await link.StatAsync(Cancellation)).Paths[0];

        var ping = await Ping.RunAsync(link.PlatformNamespace, link.Paths[0].GatewayV6, 10, Interval, Cancellation);

        var after = (await link.StatAsync(Cancellation)).Paths[0];
        Assert.Empty(ping.RoundTrips);
        Assert.InRange(after.Downlink.Arrived - before.Downlink.Arrived, 10, long.MaxValue);
        Assert.InRange(after.Uplink.Dropped["down"] - before.Uplink.Dropped["down"], 10, long.MaxValue);
        Assert.Equal(before.Uplink.Arrived, after.Uplink.Arrived);
    }

    [Fact]
    public async Task A_long_packet_vanishes_in_a_black_hole_and_a_short_one_does_not()
    {
        await using var link = await StartAsync("wired-pon");
        await link.ControlAsync("set ul mtu 200", Cancellation);
        await using var echo = await Echo.StartAsync(link, Cancellation);

        var ping = await Ping.RunAsync(link.GatewayNamespace, link.Paths[0].PlatformV6, 5, Interval, Cancellation);
        var answered = await echo.ProbeAsync(5, Cancellation);

        var uplink = (await link.StatAsync(Cancellation)).Paths[0].Uplink;
        Assert.Equal(5, ping.RoundTrips.Count);
        Assert.Equal(0, answered); // Datagrams of 200 bytes and two headers.
        Assert.Equal(5, uplink.Dropped["mtu"]);
    }

    [Fact]
    public async Task Who_is_bound_to_a_path_uses_it_and_each_path_is_changed_alone()
    {
        await using var link = await EmulatedLink.StartAsync(["wired-pon", "wired-pon"], seed: 1, Cancellation);
        await link.ControlAsync("path 0 down", Cancellation);

        await using var first = EmulatedLink.RunInNamespace(
            link.GatewayNamespace, "ping", "-c", "3", "-i", "0.02", "-W", "1", "-I", link.Paths[0].GatewayV6, EmulatedPath.ServiceV6);
        await using var second = EmulatedLink.RunInNamespace(
            link.GatewayNamespace, "ping", "-c", "3", "-i", "0.02", "-W", "3", "-I", link.Paths[1].GatewayV6, EmulatedPath.ServiceV6);
        var lost = await first.ReadLineAsync(line => line.Contains("packets transmitted", StringComparison.Ordinal), Cancellation);
        var answered = await second.ReadLineAsync(line => line.Contains("packets transmitted", StringComparison.Ordinal), Cancellation);

        Assert.Contains(" 0 received", lost, StringComparison.Ordinal);
        Assert.Contains(" 3 received", answered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task This_machine_reaches_what_runs_in_a_namespace_past_the_link()
    {
        await using var link = await StartAsync("sa-good");
        await link.ControlAsync("down", Cancellation);
        await using var receiver = EmulatedLink.RunInNamespace(link.PlatformNamespace, EmulatedLink.Program, "receive");
        var port = int.Parse((await receiver.ReadLineAsync(Cancellation)).Split(' ')[1], CultureInfo.InvariantCulture);

        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Parse(link.Ready.PlatformControl), port, Cancellation);
            await client.GetStream().WriteAsync(new byte[10], Cancellation);
        }

        Assert.StartsWith("received 10 bytes", await receiver.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_wrong_changes_nothing_and_is_answered_with_what_is_expected()
    {
        await using var link = await StartAsync("sa-good");

        var range = await Assert.ThrowsAsync<InvalidOperationException>(() => link.ControlAsync("set both loss 0.5 rate 0", Cancellation));
        var name = await Assert.ThrowsAsync<InvalidOperationException>(() => link.ControlAsync("profile nowhere", Cancellation));
        var path = await Assert.ThrowsAsync<InvalidOperationException>(() => link.ControlAsync("path 1 down", Cancellation));

        Assert.Contains("set.rate is 0: a number from 0.001 to 10000 is expected.", range.Message, StringComparison.Ordinal);
        Assert.Contains("There is no profile nowhere; there are sa-good", name.Message, StringComparison.Ordinal);
        Assert.Contains("There is no path 1", path.Message, StringComparison.Ordinal);
        Assert.Equal(20, (await Ping.RunAsync(link.GatewayNamespace, link.Paths[0].PlatformV6, 20, Interval, Cancellation)).RoundTrips.Count);
    }

    [Fact]
    public async Task Namespaces_are_gone_with_the_link()
    {
        string[] spaces;
        await using (var link = await StartAsync("sa-good"))
        {
            spaces = [link.GatewayNamespace, link.PlatformNamespace];
            Assert.All(spaces, space => Assert.True(IsThere(space)));
        }

        Assert.DoesNotContain(spaces, IsThere);
    }

    [Fact]
    public async Task What_a_killed_emulator_left_is_removed_by_the_next_one_and_that_of_a_living_one_is_not()
    {
        await using var living = await StartAsync("sa-good");
        await using var killed = await StartAsync("sa-good");
        await killed.KillAsync();
        Assert.True(IsThere(killed.GatewayNamespace));

        await using var next = await StartAsync("sa-good");

        Assert.False(IsThere(killed.GatewayNamespace));
        Assert.False(IsThere(killed.PlatformNamespace));
        Assert.True(IsThere(living.GatewayNamespace));
        Assert.Equal(5, (await Ping.RunAsync(living.GatewayNamespace, living.Paths[0].PlatformV6, 5, Interval, Cancellation)).RoundTrips.Count);
    }

    private static bool IsThere(string space) => File.Exists($"/run/netns/{space}");

    private static Task<EmulatedLink> StartAsync(string profile)
    {
        Assert.SkipUnless(EmulatedLink.Missing is null, $"No link can be made here: {EmulatedLink.Missing}.");
        return EmulatedLink.StartAsync(profile, seed: 1, Cancellation);
    }
}
