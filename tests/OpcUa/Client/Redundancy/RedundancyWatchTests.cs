using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Tests.Client.Recovery;
using IndustrialGateway.OpcUa.Types;
using Microsoft.Extensions.Logging;

namespace IndustrialGateway.OpcUa.Tests.Client.Redundancy;

public sealed class RedundancyWatchTests
{
    [Fact]
    public async Task A_low_level_moves_the_session_once()
    {
        await using var set = await LiveAsync(255, 255);

        set.Servers[0].Level = 100;

        Assert.Equal([0, 1], await set.WatchAsync(seconds: 300));
        Assert.Equal((0, 1), (set.Servers[0].SessionCount, set.Servers[1].SessionCount));
    }

    [Fact]
    public async Task Two_low_servers_are_not_left_for_each_other()
    {
        await using var set = await LiveAsync(255, 255);

        (set.Servers[0].Level, set.Servers[1].Level) = (100, 120);

        Assert.Equal([0], await set.WatchAsync(seconds: 300));
        Assert.Equal(1, set.Servers[0].SessionCount);
    }

    [Fact]
    public async Task A_healthy_server_is_kept_when_a_healthier_one_is_there()
    {
        await using var set = await LiveAsync(200, 255);

        Assert.Equal([0], await set.WatchAsync(seconds: 300));
    }

    [Fact]
    public async Task A_level_that_is_low_for_one_reading_moves_nothing()
    {
        await using var set = await LiveAsync(255, 255);

        for (var i = 0; i < 30; i++)
        {
            set.Servers[0].Level = 100;
            Assert.Equal([0], await set.WatchAsync(seconds: 1));
            set.Servers[0].Level = 255;
            Assert.Equal([0], await set.WatchAsync(seconds: 1));
        }
    }

    [Fact]
    public async Task The_way_back_waits_until_the_last_change_is_a_minute_old()
    {
        await using var set = await LiveAsync(255, 255);
        set.Servers[0].Level = 1;
        Assert.Equal([0, 1], await set.WatchAsync(seconds: 3));

        (set.Servers[0].Level, set.Servers[1].Level) = (255, 1);

        Assert.Equal([1], await set.WatchAsync(seconds: 50));
        Assert.Equal([1, 0], await set.WatchAsync(seconds: 15));
    }

    [Fact]
    public async Task A_standby_that_cannot_be_reached_is_told_before_it_is_needed_and_when_it_is_back()
    {
        await using var set = new RedundantSet(2, new ModelServer { Level = 255 }, new ModelServer { Level = 255, IsDown = true });
        await set.LiveAsync();
        await set.WatchAsync(seconds: 121);
        Assert.Single(set.Logs.GetSnapshot(), line => line.Level == LogLevel.Warning && line.Message.Contains("cannot take over", StringComparison.Ordinal));

        set.Servers[1].IsDown = false;
        await set.WatchAsync(seconds: 61);

        Assert.Single(set.Logs.GetSnapshot(), line => line.Message.Contains("can take over", StringComparison.Ordinal));
        Assert.True(set.Seen[1].IsReachable);
    }

    [Fact]
    public async Task A_server_under_maintenance_is_not_visited_before_it_says_that_it_returns()
    {
        await using var set = await LiveAsync(255, 255);
        set.Servers[1].Script = request => request is ReadRequest { NodesToRead: [{ NodeId.Numeric: 12885 }] }
            ? new ReadResponse { Results = [new DataValue(Variant.Of(UaDateTime.From(set.Time.GetUtcNow().AddMinutes(5))))] }
            : null;
        set.Servers[1].Level = 0;
        await set.WatchAsync(seconds: 70);
        var visits = set.Servers[1].Connections;

        await set.WatchAsync(seconds: 280);

        Assert.Equal(visits, set.Servers[1].Connections);
        await set.WatchAsync(seconds: 80);
        Assert.Equal(visits + 1, set.Servers[1].Connections);
    }

    [Fact]
    public async Task A_server_that_only_the_set_names_is_found_and_takes_over()
    {
        var first = new ModelServer { Level = 255, ApplicationUri = "urn:a", SetUris = ["urn:a", "urn:b", "urn:c"] };
        first.Script = request => request is FindServersRequest find
            ? new FindServersResponse { Servers = [.. find.ServerUris.Select(uri => Described(uri, RedundantSet.UrlOf(2)))] }
            : null;
        var last = new ModelServer { Level = 255, ApplicationUri = "urn:c" };
        await using var set = new RedundantSet(2, first, new ModelServer { Level = 100, ApplicationUri = "urn:b" }, last);
        await set.LiveAsync();
        await set.WatchAsync(seconds: 2);
        Assert.Equal(["urn:a", "urn:b", "urn:c"], set.Seen.Select(server => server.ApplicationUri));

        first.Level = 100;

        Assert.Equal([0, 2], await set.WatchAsync(seconds: 30));
    }

    [Fact]
    public async Task A_server_that_is_not_the_one_that_was_named_is_not_used()
    {
        var first = new ModelServer { Level = 255, ApplicationUri = "urn:a", SetUris = ["urn:a", "urn:c"] };
        first.Script = request => request is FindServersRequest ? new FindServersResponse { Servers = [Described("urn:c", RedundantSet.UrlOf(2))] } : null;
        await using var set = new RedundantSet(
            2, first, new ModelServer { Level = 10 }, new ModelServer { Level = 255, ApplicationUri = "urn:other" });
        await set.LiveAsync();
        await set.WatchAsync(seconds: 2);

        first.Level = 100;

        Assert.Equal([0], await set.WatchAsync(seconds: 120));
        Assert.False(set.Seen[2].IsReachable);
    }

    [Fact]
    public async Task A_server_without_a_level_is_kept()
    {
        await using var set = new RedundantSet(2, new ModelServer(), new ModelServer { Level = 255 });
        await set.LiveAsync();

        Assert.Equal([0], await set.WatchAsync(seconds: 120));
        Assert.Null(set.Seen[0].ServiceLevel);
    }

    [Fact]
    public async Task A_lost_server_is_tried_twice_before_another_however_often_that_was_visited()
    {
        await using var set = await LiveAsync(255, 255);
        await set.WatchAsync(seconds: 600);
        var before = set.Servers[0].Connections;

        set.Servers[0].IsDown = true;
        set.Servers[0].Cut();
        await set.LiveAsync();

        Assert.Equal(1, set.Active);
        Assert.InRange(set.Servers[0].Connections, before + 2, before + 3); // and perhaps visited already by the new session's watch
    }

    [Fact]
    public async Task The_session_of_a_server_that_is_lost_is_kept_until_another_has_one()
    {
        await using var set = await LiveAsync(255, 255);
        set.Servers[1].Script = request => request is CreateSessionRequest ? ModelServer.Fault(StatusCode.BadTooManySessions) : null;
        set.Servers[0].IsDown = true;
        set.Servers[0].Cut();
        while (set.Servers[1].Connections < 5)
        {
            await Task.Yield();
        }

        set.Servers[0].Services();
        set.Servers[0].IsDown = false;
        await set.LiveAsync();

        Assert.Equal("ActivateSession", set.Servers[0].Services()[0]);
        Assert.Equal(0, set.Active);
    }

    private static ApplicationDescription Described(string uri, Uri url) =>
        new() { ApplicationUri = uri, ApplicationType = ApplicationType.Server, DiscoveryUrls = ["http://elsewhere", url.OriginalString] };

    private static async Task<RedundantSet> LiveAsync(params byte[] levels)
    {
        var set = new RedundantSet(levels.Length, [.. levels.Select(level => new ModelServer { Level = level })]);
        await set.LiveAsync();
        await set.WatchAsync(seconds: 2); // the others have been visited for the first time
        return set;
    }
}
