using CsCheck;
using IndustrialGateway.LinkEmulator.Profiles;
using static IndustrialGateway.LinkEmulator.Model.Some;

namespace IndustrialGateway.LinkEmulator.Model;

/// <summary>The calculation without a kernel: each random process within statistical bounds, order and queue for any traffic.</summary>
public sealed class LinkDirectionTests
{
    private const int Many = 200_000;

    private static readonly Gen<DirectionProfile> AnyProfile =
        from delay in Gen.Select(Gen.Double[0, 50], Gen.Double[0, 50], Gen.Double[0, 1.5])
        from rate in Gen.Double[0.1, 1000]
        from queue in Gen.Double[1, 1000]
        from loss in Gen.Double[0, 0.5]
        from tail in Gen.Double[0, 0.5]
        select new DirectionProfile
        {
            Base = delay.Item1,
            Med = delay.Item2,
            Sigma = delay.Item3,
            Rate = rate,
            QueueMs = queue,
            Loss = loss,
            TailP = tail,
            Tail = new Interval(10, 100),
            Ge = new BurstLoss(0.01, 0.3, 0.5),
        };

    private static readonly Gen<(double After, int Bytes)[]> AnyTraffic = Gen.Select(Gen.Double[0, 20], Gen.Int[20, 1500]).Array[1, 300];

    [Fact]
    public void Packets_arrive_in_the_order_in_which_they_were_sent_and_never_before_base_and_sending_time() =>
        Gen.Select(AnyProfile, AnyTraffic, Gen.Long).Sample((profile, traffic, seed) =>
        {
            var direction = Direction(profile, seed, new HandoverProfile(new Interval(50, 100), new Interval(10, 50), 0.5, 0.2, new Interval(50, 200)));
            var (now, last) = (TimeSpan.Zero, TimeSpan.Zero);
            foreach (var (after, bytes) in traffic)
            {
                now += Ms(after);
                var fate = direction.Offer(now, bytes);
                if (!fate.Arrives)
                {
                    continue;
                }

                Assert.True(fate.Due >= last);
                Assert.True(fate.Due >= now + Ms(profile.Base) + TimeSpan.FromMicroseconds((bytes * 8 / profile.Rate) - 1));
                last = fate.Due;
            }
        });

    [Fact]
    public void No_packet_waits_for_longer_than_the_queue_is_and_none_is_dropped_that_would_not() =>
        Gen.Select(Gen.Double[0.1, 100], Gen.Double[1, 500], AnyTraffic).Sample((rate, queue, traffic) =>
        {
            var direction = Direction(new DirectionProfile { Base = 5, Rate = rate, QueueMs = queue });
            var (now, free) = (TimeSpan.Zero, TimeSpan.Zero);
            foreach (var (after, bytes) in traffic)
            {
                now += Ms(after);
                var start = free > now ? free : now;
                var fate = direction.Offer(now, bytes);
                Assert.Equal((start - now).TotalMilliseconds > queue ? Drop.Queue : Drop.None, fate.Drop);
                if (fate.Arrives)
                {
                    free = start + TimeSpan.FromMicroseconds(bytes * 8 / rate);
                    Assert.Equal(free + Ms(5), fate.Due);
                }
            }
        });

    [Fact]
    public void The_same_seed_has_the_same_fate_for_every_packet_and_another_seed_has_another()
    {
        var profile = LinkProfiles.ReadFile(LinkProfiles.StandardFile)["cell-edge"].Uplink;

        var (one, same, other) = (Fates(profile, seed: 7), Fates(profile, seed: 7), Fates(profile, seed: 8));

        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void The_delay_has_the_median_and_the_deviation_of_the_profile()
    {
        var delays = Delays(new DirectionProfile { Base = 4, Med = 4.5, Sigma = 0.35, Rate = 1000 });

        Assert.InRange(Quantile(delays, 0.5), 8.45, 8.55);
        Assert.InRange(Quantile(delays, 0.841), 4 + (4.5 * Math.Exp(0.345)), 4 + (4.5 * Math.Exp(0.355))); // One deviation up.
        Assert.InRange(Quantile(delays, 0.159), 4 + (4.5 * Math.Exp(-0.355)), 4 + (4.5 * Math.Exp(-0.345)));
    }

    [Fact]
    public void As_many_packets_as_the_profile_says_are_in_the_tail_anywhere_in_it()
    {
        var delays = Delays(new DirectionProfile { Base = 1, Rate = 1000, TailP = 0.01, Tail = new Interval(100, 200) });

        var tail = delays.Where(delay => delay > 50).ToList();
        Assert.InRange(tail.Count, Many * 0.009, Many * 0.011);
        Assert.InRange(tail.Average(), 148, 154);
        Assert.All(tail, delay => Assert.InRange(delay, 101, 201.1));
    }

    [Fact]
    public void Independent_losses_are_as_many_as_the_profile_says_and_do_not_come_in_bursts()
    {
        var fates = Fates(Steady with { Loss = 0.05 });

        var lost = fates.Select(fate => fate.Drop == Drop.Loss).ToList();
        var pairs = lost.Zip(lost.Skip(1)).Count(pair => pair is (true, true));
        Assert.InRange(lost.Count(isLost => isLost), Many * 0.048, Many * 0.052);
        Assert.InRange(pairs, Many * 0.0021, Many * 0.0029);
    }

    [Fact]
    public void Losses_in_bursts_are_as_many_and_as_long_as_the_model_says()
    {
        // Bad for 1 / (1 + 0.25 / 0.01) of the time; a bad state lasts 4 packets.
        var fates = Fates(Steady with { Ge = new BurstLoss(0.01, 0.25, 1) });

        var lost = fates.Select(fate => fate.Drop == Drop.Burst).ToList();
        var count = lost.Count(isLost => isLost);
        var bursts = lost.Zip(lost.Skip(1)).Count(pair => pair is (false, true));
        Assert.InRange((double)count / Many, 0.0365, 0.0405);
        Assert.InRange((double)count / bursts, 3.8, 4.2);
    }

    [Fact]
    public void A_handover_holds_what_it_keeps_until_its_end_and_loses_the_rest()
    {
        var direction = Direction(
            Steady with { QueueMs = 1000 }, handover: new HandoverProfile(new Interval(100, 100), new Interval(50, 50), 0.5, 0, default));

        var before = direction.Offer(Ms(99), 100);
        List<Fate> within = [.. Enumerable.Range(0, 49).Select(i => direction.Offer(Ms(100 + i), 1))];
        var after = direction.Offer(Ms(200), 1000);

        Assert.Equal(Ms(109.1), before.Due);
        Assert.All(within, fate => Assert.True(fate.Drop == Drop.Handover || fate.Due >= Ms(160)));
        Assert.InRange(within.Count(fate => fate.Arrives), 15, 35);
        Assert.Equal(Ms(211), after.Due);
    }

    [Fact]
    public void A_handover_that_fails_loses_all_for_as_long_as_the_radio_is_gone()
    {
        var direction = Direction(
            Steady, handover: new HandoverProfile(new Interval(100, 100), new Interval(1, 1), 1, 1, new Interval(300, 300)));

        Assert.True(direction.Offer(Ms(99), 100).Arrives);
        Assert.Equal(Drop.Handover, direction.Offer(Ms(100), 100).Drop);
        Assert.Equal(Drop.Handover, direction.Offer(Ms(399), 100).Drop);
        Assert.True(direction.Offer(Ms(400), 100).Arrives);
    }

    [Fact]
    public void As_many_handovers_fail_as_the_profile_says_and_both_directions_see_the_same()
    {
        var handover = new HandoverProfile(new Interval(100, 200), new Interval(10, 20), 1, 0.1, new Interval(500, 600));
        var (uplink, downlink) = (new Interruptions(handover, null, 5, TimeSpan.Zero), new Interruptions(handover, null, 5, TimeSpan.Zero));
        HashSet<TimeSpan> all = [];
        HashSet<TimeSpan> failed = [];

        for (var now = TimeSpan.Zero; now < TimeSpan.FromMinutes(20); now += Ms(2))
        {
            var isOne = uplink.IsHandover(now, out var end, out var isFailed);
            Assert.Equal((isOne, end, isFailed), (downlink.IsHandover(now, out var otherEnd, out var otherFailed), otherEnd, otherFailed));
            if (isOne)
            {
                all.Add(end);
                (isFailed ? failed : []).Add(end);
            }
        }

        Assert.InRange((double)failed.Count / all.Count, 0.08, 0.12);
    }

    [Fact]
    public void An_outage_takes_the_end_of_each_period_and_all_that_is_sent_in_it()
    {
        var direction = Direction(Steady, outage: new OutageProfile(3000, 1000));

        Assert.True(direction.Offer(Ms(1999), 100).Arrives);
        Assert.Equal(Drop.Outage, direction.Offer(Ms(2000), 100).Drop);
        Assert.Equal(Drop.Outage, direction.Offer(Ms(2999), 100).Drop);
        Assert.True(direction.Offer(Ms(3000), 100).Arrives);
        Assert.Equal(Drop.Outage, direction.Offer(Ms(5500), 100).Drop);
    }

    [Fact]
    public void A_packet_longer_than_the_path_lets_through_vanishes()
    {
        var direction = Direction(Steady with { Mtu = 1300 });

        Assert.True(direction.Offer(Ms(1), 1300).Arrives);
        Assert.Equal(Drop.Mtu, direction.Offer(Ms(2), 1301).Drop);
    }

    [Fact]
    public void A_saturated_link_carries_its_rate_and_drops_the_rest()
    {
        var direction = Direction(Steady); // 1,000 bytes take a millisecond.

        List<Fate> fates = [.. Enumerable.Range(0, 20_000).Select(i => direction.Offer(Ms(i / 2.0), 1000))];

        Assert.InRange(fates.Count(fate => fate.Arrives), 10_090, 10_110); // 10 s of sending and 100 ms of queue.
        Assert.All(fates.Where(fate => !fate.Arrives), fate => Assert.Equal(Drop.Queue, fate.Drop));
    }

    /// <summary>Ten milliseconds apart and short, so that neither queue nor order changes the delay.</summary>
    private static List<Fate> Fates(DirectionProfile profile, long seed = 1)
    {
        var direction = Direction(profile, seed);
        return [.. Enumerable.Range(0, Many).Select(i => direction.Offer(Ms(10.0 * i), 100))];
    }

    private static List<double> Delays(DirectionProfile profile)
    {
        // A second apart: none is held up by the one before.
        var direction = Direction(profile);
        return
        [
            .. Enumerable.Range(0, Many)
                .Select(i => (direction.Offer(Ms(1000.0 * i), 100).Due - Ms(1000.0 * i)).TotalMilliseconds)
                .Order(),
        ];
    }

    private static double Quantile(List<double> sorted, double share) => sorted[(int)(share * sorted.Count)];
}
