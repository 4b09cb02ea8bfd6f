using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Rpc;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>Each sequence has one owner until it is stored or given back.</summary>
public sealed class EpochStateTests
{
    private const int Log = 2;

    private readonly EpochState _epoch = new(new GatewayEntry(1, "a", "", 0), 1, new EpochAliases(1, []));

    [Fact]
    public void However_many_claim_a_sequence_one_gets_it()
    {
        var winners = new int[1_001];

        Parallel.For(0, 8, _ =>
        {
            for (var sequence = 1; sequence <= 1_000; sequence++)
            {
                if (_epoch.TryClaim(Log, sequence) is Claim.Fresh)
                {
                    Interlocked.Increment(ref winners[sequence]);
                }
            }
        });

        Assert.All(winners.Skip(1), count => Assert.Equal(1, count));
    }

    [Fact]
    public void What_is_claimed_is_not_acknowledged_and_what_is_given_back_can_be_claimed_again()
    {
        _epoch.TryClaim(Log, 1);
        Assert.Equal(1u, _epoch.Acknowledge(Log, 0).StoredBefore);

        _epoch.Release(Log, Range(1, 2));
        Assert.Equal(Claim.Fresh, _epoch.TryClaim(Log, 1));
        _epoch.Commit(Log, Range(1, 2));

        Assert.Equal(2u, _epoch.Acknowledge(Log, 0).StoredBefore);
        Assert.Equal(Claim.Duplicate, _epoch.TryClaim(Log, 1));
    }

    [Fact]
    public void Islands_are_told_beside_the_watermark()
    {
        _epoch.Commit(Log, Range(1, 3));
        _epoch.Commit(Log, Range(5, 7));

        var told = _epoch.Acknowledge(Log, 0);

        Assert.Equal(3u, told.StoredBefore);
        var island = Assert.Single(told.StoredRanges);
        Assert.Equal((5u, 2u), (island.First, island.Count));
    }

    [Fact]
    public void A_range_is_claimed_where_nobody_has_it()
    {
        _epoch.Commit(Log, Range(1, 3));
        _epoch.TryClaim(Log, 5);
        var fresh = new SequenceSet();

        _epoch.ClaimRange(Log, 2, 8, fresh);

        Assert.Equal([(3, 5), (6, 8)], fresh.Ranges.Select(range => (range.First, range.End)));
    }

    [Fact]
    public void A_gateway_that_leaves_holes_without_end_is_refused()
    {
        var refusal = Assert.Throws<RefusalException>(() =>
        {
            for (var sequence = 2; sequence < 10_000; sequence += 2)
            {
                _epoch.TryClaim(Log, sequence);
            }
        });

        Assert.Equal((int)Google.Rpc.Code.ResourceExhausted, refusal.Status.Code);
    }

    [Fact]
    public void An_epoch_is_idle_when_its_last_stream_has_left_and_nothing_is_on_its_way()
    {
        _epoch.Enter();
        _epoch.Enter();
        _epoch.Leave();
        Assert.False(_epoch.IsIdle);

        _epoch.TryClaim(Log, 1);
        _epoch.Leave();
        Assert.False(_epoch.IsIdle);

        _epoch.Commit(Log, Range(1, 2));
        Assert.True(_epoch.IsIdle);
    }

    [Fact]
    public void What_a_stream_leaves_behind_is_told_to_the_others()
    {
        var told = 0;
        _epoch.Abandoned += by => told += by == this ? 1 : 0;
        _epoch.TryClaim(Log, 1);

        _epoch.Abandon(Log, Range(1, 2), this);
        _epoch.Abandon(Log, new SequenceSet(), this);

        Assert.Equal(1, told);
        Assert.Equal(Claim.Fresh, _epoch.TryClaim(Log, 1));
    }

    private static SequenceSet Range(long first, long end)
    {
        var set = new SequenceSet();
        set.Add(first, end);
        return set;
    }
}
