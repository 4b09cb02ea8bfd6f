using IndustrialGateway.Model;
using IndustrialGateway.Platform.Catalogue;
using IndustrialGateway.Platform.Ingest;

namespace IndustrialGateway.Platform.Committing;

/// <summary>What came live is committed before what waited, and a backlog comes on all the same.</summary>
public sealed class CommitQueueTests
{
    private const int Log = 2;

    private readonly EpochAliases _aliases = new(1, [new AliasEntry(new PointShape(1, ValueKind.Integer, 0, DataType.Int64, -1), 1)]);
    private readonly CommitQueue _queue = new();

    [Fact]
    public void What_came_live_goes_before_a_backlog_that_came_earlier_and_takes_a_part_of_it_along()
    {
        var late = Enumerable.Range(0, 5).Select(_ => Add(CommitQueue.MaxLateRows / 2, isBacklog: true)).ToArray();
        var live = Enumerable.Range(0, 3).Select(_ => Add(10, isBacklog: false)).ToArray();

        Assert.Equal([.. live, late[0], late[1]], Next());
        var more = Add(10, isBacklog: false);
        Assert.Equal([more, late[2], late[3]], Next());
        Assert.Equal([late[4]], Next());
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void More_live_values_than_a_commit_takes_do_not_stop_a_backlog()
    {
        var live = Enumerable.Range(0, 3).Select(_ => Add(CommitQueue.MaxLiveRows, isBacklog: false)).ToArray();
        var late = Enumerable.Range(0, 2).Select(_ => Add(CommitQueue.MaxLateRows + 1, isBacklog: true)).ToArray();

        Assert.Equal([live[0], late[0]], Next());
        Assert.Equal([live[1], late[1]], Next());
        Assert.Equal([live[2]], Next());
    }

    private CommitBlock Add(int rows, bool isBacklog)
    {
        var block = new CommitBlock(new EpochState(new GatewayEntry(1, "a", "", 0), 1, _aliases), Log) { IsBacklog = isBacklog };
        block.Append(1, [.. Enumerable.Repeat(new DecodedRow(1, Value.Of(1L), 0, 1, 1), rows)], _aliases);
        _queue.Add(block);
        return block;
    }

    private List<CommitBlock> Next()
    {
        List<CommitBlock> commit = [];
        _queue.Take(commit);
        return commit;
    }
}
