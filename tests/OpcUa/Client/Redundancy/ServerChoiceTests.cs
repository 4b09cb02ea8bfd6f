using CsCheck;
using IndustrialGateway.OpcUa.Client.Redundancy;
using Microsoft.Extensions.Time.Testing;

namespace IndustrialGateway.OpcUa.Tests.Client.Redundancy;

public sealed class ServerChoiceTests
{
    private static readonly Uri[] Urls = [new("opc.tcp://a:4840"), new("opc.tcp://b:4840"), new("opc.tcp://c:4840")];

    private static readonly Gen<byte> Levels = Gen.OneOf(Gen.Const((byte)0), Gen.Const((byte)1), Gen.Const((byte)199), Gen.Const((byte)200), Gen.Byte);

    [Theory]
    [InlineData(200, 255, false)] // healthy is not left, not even for healthier
    [InlineData(199, 200, true)]
    [InlineData(100, 149, false)] // degraded both, and not enough better
    [InlineData(100, 150, true)]
    [InlineData(1, 2, true)]
    [InlineData(0, 2, true)]
    [InlineData(0, 1, false)] // from nothing to nothing
    [InlineData(100, 1, false)]
    [InlineData(100, 100, false)]
    public void A_server_is_left_only_for_one_that_is_worth_it(byte active, byte other, bool isLeft)
    {
        var better = ServerChoice.Better([Server(0, active) with { IsActive = true }, Server(1, other)]);

        Assert.Equal(isLeft ? Urls[1] : null, better?.Url);
    }

    [Fact]
    public void The_best_that_can_be_reached_is_chosen()
    {
        RedundantServer[] servers =
        [
            Server(0, 10) with { IsActive = true }, Server(1, 255) with { IsReachable = false }, Server(2, 210), Server(1, 200),
        ];

        Assert.Equal(Urls[2], ServerChoice.Better(servers)?.Url);
    }

    [Fact]
    public void A_server_that_tells_no_level_is_not_left()
    {
        Assert.Null(ServerChoice.Better([Server(0, null) with { IsActive = true }, Server(1, 255)]));
        Assert.Null(ServerChoice.Better([Server(0, 10) with { IsActive = true }, Server(1, null)]));
    }

    [Fact]
    public void When_there_is_no_session_the_active_server_is_tried_twice_and_then_the_best_of_the_others()
    {
        var set = new ServerSet(Urls, TimeSpan.FromMinutes(1), new FakeTimeProvider());
        set.Saw(Urls[1], 100, null);
        set.Saw(Urls[2], 255, null);
        List<Uri> tried = [];

        for (var i = 0; i < 7; i++)
        {
            tried.Add(set.Order()[0].Url);
            set.Attempted(tried[^1]);
            set.Missed(tried[^1]);
        }

        Assert.Equal([Urls[0], Urls[0], Urls[2], Urls[1], Urls[0], Urls[1], Urls[2]], tried);
    }

    [Fact]
    public void A_server_under_maintenance_is_tried_last_and_not_visited_until_it_says_that_it_is_back()
    {
        var time = new FakeTimeProvider();
        var set = new ServerSet(Urls, TimeSpan.FromMinutes(1), time);
        set.Saw(Urls[0], 0, OpcUa.Types.UaDateTime.From(time.GetUtcNow().AddMinutes(10)));
        set.Activate(Urls[1]);

        Assert.Equal(Urls[0], set.Order()[^1].Url);
        Assert.DoesNotContain(set.Standbys(), server => server.Url == Urls[0]);

        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Contains(set.Standbys(), server => server.Url == Urls[0]);
    }

    [Fact]
    public void Whatever_the_levels_are_two_servers_are_never_left_for_each_other() =>
        Gen.Select(Levels, Levels).Sample((one, other) =>
            ServerChoice.Better([Server(0, one) with { IsActive = true }, Server(1, other)]) is null
            || ServerChoice.Better([Server(0, one), Server(1, other) with { IsActive = true }]) is null);

    /// <summary>Levels and lines change as they like, one second after the other.</summary>
    [Fact]
    public void Changes_are_a_minute_apart_and_to_the_best_that_is_reachable_and_lead_to_a_healthy_server() =>
        Gen.Select(Gen.Int[0, 2], Levels, Gen.Frequency((1, Gen.Const(false)), (4, Gen.Const(true)))).List[0, 300].Sample(events =>
        {
            var world = new World();
            foreach (var (server, level, isReachable) in events)
            {
                world.Pass(server, level, isReachable);
            }

            for (var i = 0; i < 61; i++)
            {
                world.Pass(server: 0, level: 100, isReachable: true);
            }

            world.Pass(server: 2, level: 200, isReachable: true);
            for (var i = 0; i < 61; i++)
            {
                world.Pass(server: 0, level: 100, isReachable: true);
            }

            return world.Set.Active.Range == ServiceLevelRange.Healthy;
        });

    private static RedundantServer Server(int url, byte? level) => new(Urls[url]) { ServiceLevel = level, IsReachable = true };

    private sealed class World
    {
        private readonly FakeTimeProvider _time = new();
        private readonly (byte Level, bool IsReachable)[] _truth = [(255, true), (255, true), (255, true)];
        private TimeSpan? _sinceChange;

        public World() => Set = new ServerSet(Urls, TimeSpan.FromMinutes(1), _time);

        public ServerSet Set { get; }

        public void Pass(int server, byte level, bool isReachable)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _sinceChange += TimeSpan.FromSeconds(1);
            _truth[server] = (level, isReachable);
            for (var i = 0; i < Urls.Length; i++)
            {
                See(i);
            }

            if (!Truth(Set.Active).IsReachable)
            {
                Set.Activate((Set.Order().FirstOrDefault(each => Truth(each).IsReachable) ?? Set.Active).Url);
            }
            else if (Set.Better() is { } better)
            {
                Change(better);
            }
        }

        private void Change(RedundantServer better)
        {
            Assert.True(_sinceChange is null || _sinceChange >= TimeSpan.FromMinutes(1));
            Assert.True(Truth(better).IsReachable);
            Assert.NotEqual(ServiceLevelRange.Healthy, Set.Active.Range);
            Assert.True(better.ServiceLevel > Set.Active.ServiceLevel);
            Assert.Equal(_truth.Where(each => each.IsReachable).Max(each => each.Level), better.ServiceLevel);
            Set.ChangeTo(better.Url);
            _sinceChange = TimeSpan.Zero;
        }

        private (byte Level, bool IsReachable) Truth(RedundantServer server) => _truth[Array.IndexOf(Urls, server.Url)];

        private void See(int server)
        {
            var (level, isReachable) = _truth[server];
            if (isReachable)
            {
                Set.Saw(Urls[server], level, null);
            }
            else
            {
                Set.Missed(Urls[server]);
            }
        }
    }
}
