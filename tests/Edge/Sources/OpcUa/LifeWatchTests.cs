using CsCheck;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Client.Subscriptions;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Edge.Sources.OpcUa;

public sealed class LifeWatchTests
{
    private readonly LifeWatch _watch = new();

    [Fact]
    public void What_was_only_told_again_hides_no_outage()
    {
        Take(life: 1, ticks: 100);
        _watch.Take(new NotificationBatch { ReceivedTicks = 200, IsHeartbeat = true });

        Take(life: 2, ticks: 900);

        Assert.Equal(100, _watch.Renew(2));
        Assert.Equal(900, _watch.LastTicks);
    }

    /// <summary>What is read in cycles has no lives, as heartbeats have none.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_was_only_told_again_is_not_the_last_that_came(int life)
    {
        Take(life, ticks: 100);

        _watch.Take(new NotificationBatch { ReceivedTicks = 200, IsHeartbeat = true });

        Assert.Equal(100, _watch.LastTicks);
    }

    [Fact]
    public void Values_that_come_before_the_news_of_a_first_life_that_had_none_do_not_hide_that_there_were_none()
    {
        Take(life: 2, ticks: 900);

        Assert.Equal(0, _watch.Renew(2));
    }

    [Fact]
    public void A_life_that_ended_before_the_news_of_it_does_not_hide_what_was_lost_before_it()
    {
        Take(life: 1, ticks: 100);
        Take(life: 2, ticks: 900);

        Take(life: 3, ticks: 1000);

        Assert.Equal(100, _watch.Renew(3));
    }

    [Fact]
    public void A_life_without_values_does_not_hide_that_the_next_one_lost_some()
    {
        Take(life: 1, ticks: 100);
        Assert.Equal(100, _watch.Renew(2));

        Take(life: 3, ticks: 900);

        Assert.Equal(100, _watch.Renew(3));
    }

    /// <summary>Each life brings some values, of which some come before its news, and heartbeats at any time.</summary>
    [Fact]
    public void In_whatever_order_news_and_values_come_what_is_lost_begins_with_the_last_values_of_the_life_before() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 3], Gen.Bool).Array[1, 10].Sample(lives =>
        {
            var watch = new LifeWatch();
            var ticks = 0L;
            void Tell(int life, int count, bool isHeartbeat)
            {
                for (var each = 0; each < count; each++)
                {
                    ticks += 10;
                    watch.Take(new NotificationBatch { Token = new NotificationToken(life, 1), ReceivedTicks = ticks });
                    watch.Take(new NotificationBatch { ReceivedTicks = ticks + 5, IsHeartbeat = isHeartbeat, Token = isHeartbeat ? default : new NotificationToken(life, 2) });
                    ticks += isHeartbeat ? 0 : 5;
                }
            }

            Tell(1, 1, isHeartbeat: true);
            foreach (var ((before, after, isHeartbeat), index) in lives.Select((life, index) => (life, index)))
            {
                var last = ticks;
                Tell(index + 2, before, isHeartbeat);
                if (watch.Renew(index + 2) != last)
                {
                    return false;
                }

                Tell(index + 2, after, isHeartbeat);
            }

            return watch.LastTicks == ticks;
        });

    [Fact]
    public async Task What_a_machine_loses_while_it_is_away_begins_with_its_last_values_and_not_with_a_heartbeat()
    {
        await using var machine = new Machine();
        machine.Add("speed", Variant.Of(1.5));
        await machine.StartAsync();
        await using var running = await RunningSource.StartAsync(machine, "heartbeat: 100ms\npoints: [{ node: \"nsu=urn:test:machine;s=speed\" }]");
        var rows = await running.TakeAsync(3);

        await machine.StopAsync();
        await machine.StartAsync();
        var gap = await running.GapAsync(gap => gap.Reason == GapReason.SourceLost);

        Assert.Equal(rows[0].ReceivedTicks, gap.FromTicks);
    }

    private void Take(int life, long ticks) => _watch.Take(new NotificationBatch { Token = new NotificationToken(life, 1), ReceivedTicks = ticks });
}
